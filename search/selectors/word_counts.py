"""Numbers of entries that have words, kept for an hour, as long as hardly an entry is added.

They say how rare a word is, or whether two are ever written side by side. A few entries more or
less do not change that, and counting them costs more than the rest of a search.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.core.cache import cache, caches
from django.db import connection

from search.engines import get_engine
from search.engines.plans import Tree
from search.models import SearchEntry

# The alias of the cache in each process, which keeps them for a minute; see config.environment.
COUNTS = "counts"
# How long all processes share a number.
SECONDS = 60 * 60
SIZE_KEY = "search-size"
# Numbers are counted anew when there are so many more entries: one in so many.
PART = 100


@dataclass(frozen=True)
class WordCounts:
    """The numbers that were counted in an index of about this size.

    ``newest``: key of the newest entry, rounded down; ``entries``: the number of all.
    """

    newest: int
    entries: int

    def count(self, conditions: Sequence[Tree], most: int) -> list[int]:
        """Return the number of entries that meet each of the conditions, ``most`` at most.

        May raise ``SearchTimeoutError``.
        """
        keys = {condition: self._make_key(condition, most) for condition in conditions}
        known = _get_known(keys.values()) if keys else {}
        missing = [condition for condition, key in keys.items() if key not in known]
        if missing:
            numbers = get_engine().count_each(missing, most)
            new = {
                keys[condition]: number for condition, number in zip(missing, numbers, strict=True)
            }
            cache.set_many(new, SECONDS)
            caches[COUNTS].set_many(new)
            known |= new
        return [known[keys[condition]] for condition in conditions]

    def _make_key(self, condition: Tree, most: int) -> str:
        name = blake2b(repr(condition).encode(), digest_size=16).hexdigest()
        return f"search-word-{self.newest}-{most}-{name}"


def _get_known(keys: Collection[str]) -> dict[str, int]:
    """Return what this process holds of some numbers, and of the others what the server has."""
    local_cache = caches[COUNTS]
    known: dict[str, int] = local_cache.get_many(keys)
    if missing := [key for key in keys if key not in known]:
        shared = cache.get_many(missing)
        local_cache.set_many(shared)
        known |= shared
    return known


def get_word_counts() -> WordCounts:
    """Return the numbers for the index as it is now, or was within the last minute."""
    counts: WordCounts | None = caches[COUNTS].get(SIZE_KEY)
    if counts is None:
        counts = _read_size()
        caches[COUNTS].set(SIZE_KEY, counts)
    return counts


def _read_size() -> WordCounts:
    newest = _get_newest_key()
    newest -= newest % (newest // PART or 1)
    key = f"search-entries-{newest}"
    entries: int = cache.get_or_set(key, SearchEntry.objects.count, SECONDS) or 0
    return WordCounts(newest, entries)


def _get_newest_key() -> int:
    # Django takes longer to write this than the database to answer it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM search_searchentry")
        [newest] = cursor.fetchone()
    return newest or 0
