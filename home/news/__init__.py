"""What a unit's news have besides pages: what they are narrowed down by, their feed, their form."""
