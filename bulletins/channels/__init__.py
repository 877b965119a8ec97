"""The ways a bulletin goes besides websites: posters, messages, loudspeakers, public wifi.

One module for each, behind the interface in ``base``; ``registry`` lists them.
"""
