"""Errors that people met: what is noted of each, and how it reaches the database."""
