"""Display checks: what every website really shows of bulletins, fetched as citizens get it.

They are the proof of display; see docs/features/proof-of-display.md.
"""
