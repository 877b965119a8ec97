"""Recordings of bulletins read by a person: checking, saving, removing, serving."""
