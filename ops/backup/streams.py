"""Streams that backups are read from and written to, a block at a time."""

from typing import Protocol


class Readable(Protocol):
    """What can be read."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next ``size`` bytes at most, all for -1."""


class Writable(Protocol):
    """What can be written into."""

    def write(self, data: bytes, /) -> int:
        """Write all of ``data``; return how many bytes these are."""
