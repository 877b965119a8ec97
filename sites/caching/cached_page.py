"""A page as the page cache holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ops.memory_cache import SharedValue
from sites.caching.hosts import HostMatch
from sites.caching.versions import OPTIONAL_CODES


@dataclass(frozen=True)
class CachedPage(SharedValue):
    """Cached page: the response of the view, and its expiry (``until``).

    ``made``: when it was drawn. ``stale_until``: until when it may be served while it cannot be
    drawn anew. All are Unix times. ``numbers``: the versions it depends on that are not part of its
    key (``OPTIONAL_CODES``).
    """

    made: float
    until: float
    stale_until: float
    headers: Mapping[str, str]
    content: bytes
    numbers: Mapping[str, int]

    def count_bytes(self) -> int:
        """Return about how many bytes it takes."""
        headers = sum(len(name) + len(value) for name, value in self.headers.items())
        return len(self.content) + headers

    def list_codes(self, host_match: HostMatch) -> list[str]:
        """Return the codes whose changes make the page outdated, in alphabetical order."""
        return sorted((host_match.versions.keys() - OPTIONAL_CODES) | self.numbers.keys())

    def is_current(self, host_match: HostMatch, now: datetime) -> bool:
        """Return whether the page is still what its website would answer at ``now``."""
        return now.timestamp() < self.until and self._is_unchanged(host_match)

    def is_servable_in_outage(self, host_match: HostMatch, now: datetime) -> bool:
        """Return whether the page is unchanged and may be served at ``now`` though it is old."""
        return now.timestamp() < self.stale_until and self._is_unchanged(host_match)

    def _is_unchanged(self, host_match: HostMatch) -> bool:
        return self.numbers.items() <= host_match.versions.items()
