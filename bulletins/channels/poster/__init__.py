"""Poster channel."""

from bulletins.channels.poster.channel import Poster

__all__ = ["Poster"]
