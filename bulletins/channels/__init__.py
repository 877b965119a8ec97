"""Channels: ways to publish a bulletin besides websites, such as posters, SMS and radio.

There is one module for each, with the interface in `base`; `registry` lists them. See
docs/features/channels.md.
"""
