"""Present task of a worker, in memory shared with its guard."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from time import monotonic
from typing import NamedTuple

# When it began (0: it does nothing), how many seconds it may take, and the name of the lease.
_FORMAT = struct.Struct("dd64s")
_shared: mmap | None = None


class Doing(NamedTuple):
    """One task under way: since when (monotonic), how many seconds it may take, whose it is."""

    began: float
    limit: float
    worker: str


def share_memory() -> mmap:
    """Return new memory; what this process does from now on, or one forked from it, is there."""
    global _shared  # noqa: PLW0603, one for each process
    _shared = mmap(-1, _FORMAT.size)
    return _shared


def read_doing(shared: mmap) -> Doing | None:
    """Return what the process that writes to this memory is doing; None for nothing."""
    began, limit, worker = _FORMAT.unpack(shared[:])
    return Doing(began, limit, worker.rstrip(b"\0").decode()) if began else None


@contextmanager
def watched(worker: str, limit: float) -> Iterator[None]:
    """Let the block take ``limit`` seconds, if anybody watches; ``worker``: whose lease it has."""
    if _shared is None:
        yield
        return
    _shared[:] = _FORMAT.pack(monotonic(), limit, worker.encode())
    try:
        yield
    finally:
        _shared[:] = bytes(_FORMAT.size)
