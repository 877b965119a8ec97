"""Cache backend in the memory of one process, limited by the bytes that its values take.

Django's own is limited by their number, and a page takes from one kilobyte to five hundred.
"""

import pickle
from abc import ABC, abstractmethod
from collections import OrderedDict, defaultdict
from threading import Lock
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

# What an entry takes beside its value, about: its key, its expiry and two places in dictionaries.
ENTRY_BYTES = 500


class SharedValue(ABC):
    """A value that everybody is handed as it is, and that nobody may change.

    Others are unpickled for whoever asks, which of all that is done for a kept page takes longest.
    """

    @abstractmethod
    def count_bytes(self) -> int:
        """Return about how many bytes it takes."""


class MemoryCache(LocMemCache):
    """Django's cache in memory; where it is full, what was used longest ago goes first.

    The option ``MAX_BYTES`` is for all values together, as they are pickled or count themselves
    (``SharedValue``). What is larger by itself is not kept. Not for counters, whose length changes.
    """

    # Django's: what is held, the latest first, and until when.
    _lock: Lock
    _cache: OrderedDict[str, bytes | SharedValue]
    _expire_info: dict[str, float | None]
    # By the name of the cache, because each thread has an object of its own.
    _bytes: ClassVar[defaultdict[str, int]] = defaultdict(int)

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self._name = name
        self._max_bytes: int = params["OPTIONS"]["MAX_BYTES"]

    def validate_key(self, key: str) -> None:
        """Do nothing: Django looks here for what memcached would not take as a key."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is held: a ``SharedValue`` itself, a copy of anything else."""
        key = self.make_key(key, version)
        with self._lock:
            if self._has_expired(key):  # type: ignore[attr-defined]
                self._delete(key)
                return default
            stored = self._cache[key]
            self._cache.move_to_end(key, last=False)
        # Safe to unpickle: only this process writes it.
        return stored if isinstance(stored, SharedValue) else pickle.loads(stored)  # noqa: S301

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Hold a value: a ``SharedValue`` itself, a copy of anything else."""
        key = self.make_key(key, version)
        is_shared = isinstance(value, SharedValue)
        stored = value if is_shared else pickle.dumps(value, self.pickle_protocol)
        with self._lock:
            self._set(key, stored, timeout)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._cache.clear()
            self._expire_info.clear()
            self._bytes[self._name] = 0

    # Django's methods call these three while they hold the lock.

    def _set(self, key: str, value: bytes | SharedValue, timeout: Any = DEFAULT_TIMEOUT) -> None:
        self._delete(key)
        size = _count_bytes(value)
        if size > self._max_bytes:
            return
        super()._set(key, value, timeout)  # type: ignore[misc]
        self._bytes[self._name] += size
        while self._bytes[self._name] > self._max_bytes:
            self._delete(next(reversed(self._cache)))

    def _delete(self, key: str) -> bool:
        size = _count_bytes(self._cache.get(key, b""))
        is_deleted = bool(super()._delete(key))  # type: ignore[misc]
        if is_deleted:
            self._bytes[self._name] -= size
        return is_deleted

    def _cull(self) -> None:
        # There is no limit of their number.
        pass


def _count_bytes(stored: bytes | SharedValue) -> int:
    """Return what an entry takes of ``MAX_BYTES``."""
    size = stored.count_bytes() if isinstance(stored, SharedValue) else len(stored)
    return size + ENTRY_BYTES
