"""Directory of all agencies, with a search."""
