"""Cache backend in the memory of one process, limited by the bytes that its values take.

Django's own is limited by their number, and a page takes from one kilobyte to five hundred.
"""

from collections import OrderedDict, defaultdict
from threading import Lock
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

# What an entry takes beside its value, about: its key, its expiry and two places in dictionaries.
ENTRY_BYTES = 500


class MemoryCache(LocMemCache):
    """Django's cache in memory; where it is full, what was used longest ago goes first.

    The option ``MAX_BYTES`` is for all values together, as they are pickled. What is larger by
    itself is not kept. Not for counters, whose length changes.
    """

    # Django's: what is held, the latest first, pickled, and until when.
    _lock: Lock
    _cache: OrderedDict[str, bytes]
    _expire_info: dict[str, float | None]
    # By the name of the cache, because each thread has an object of its own.
    _bytes: ClassVar[defaultdict[str, int]] = defaultdict(int)

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self._name = name
        self._max_bytes: int = params["OPTIONS"]["MAX_BYTES"]

    def validate_key(self, key: str) -> None:
        """Do nothing: Django looks here for what memcached would not take as a key."""

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._cache.clear()
            self._expire_info.clear()
            self._bytes[self._name] = 0

    # Django's methods call these three while they hold the lock.

    def _set(self, key: str, value: bytes, timeout: Any = DEFAULT_TIMEOUT) -> None:
        self._delete(key)
        if len(value) + ENTRY_BYTES > self._max_bytes:
            return
        super()._set(key, value, timeout)  # type: ignore[misc]
        self._bytes[self._name] += len(value) + ENTRY_BYTES
        while self._bytes[self._name] > self._max_bytes:
            self._delete(next(reversed(self._cache)))

    def _delete(self, key: str) -> bool:
        size = len(self._cache.get(key, b""))
        is_deleted = bool(super()._delete(key))  # type: ignore[misc]
        if is_deleted:
            self._bytes[self._name] -= size + ENTRY_BYTES
        return is_deleted

    def _cull(self) -> None:
        # There is no limit of their number.
        pass
