"""Protection of versions that somebody relies on."""
