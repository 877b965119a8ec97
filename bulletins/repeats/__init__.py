"""Repetition: bulletins that are announced again every few days, and what agencies do then."""
