"""Bulletins announced again every few days: when, what happens then, and what units do with it."""
