"""The search index: entries are written on publication and deleted when content is removed."""
