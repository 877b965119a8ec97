"""Bulletins spoken by a person: checked, kept, taken away."""
