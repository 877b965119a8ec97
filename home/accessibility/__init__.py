"""Accessibility statement of every website, based on the last recorded checks."""
