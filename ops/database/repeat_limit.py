"""A limit for what would be logged again and again."""

from threading import Lock
from time import monotonic

INTERVAL_SECONDS = 60.0


class RepeatLimit:
    """Lets one message of a kind through in ``INTERVAL_SECONDS`` and counts the others."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0.0
        self._left_out = 0

    def admit(self) -> int | None:
        """Return how many were left out since the last one; None if this one is left out too."""
        with self._lock:
            if monotonic() < self._next:
                self._left_out += 1
                return None
            self._next = monotonic() + INTERVAL_SECONDS
            left_out, self._left_out = self._left_out, 0
            return left_out
