"""Errors that people met: their notes, and the way to the database."""
