"""Proof of display: what every website really shows, read as citizens read it."""
