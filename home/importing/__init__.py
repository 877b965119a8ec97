"""Import of old content: each line of JSON becomes a page or a bulletin."""
