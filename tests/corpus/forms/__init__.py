"""The forms in which a text comes: files, clipboards and records."""
