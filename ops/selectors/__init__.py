"""Selectors of this app."""
