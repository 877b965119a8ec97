"""Bulletins for programs: feed readers, other portals, calendars, warning systems."""
