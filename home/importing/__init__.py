"""Old content, as lines of JSON, becomes pages and bulletins."""
