import pytest

from ops.memory_cache import ENTRY_BYTES, MemoryCache

KILOBYTE = b"x" * 1024


@pytest.fixture
def cache():
    """A cache with room for three values of a kilobyte."""
    options = {"MAX_BYTES": 3 * (1100 + ENTRY_BYTES)}
    cache = MemoryCache("tests", {"TIMEOUT": None, "OPTIONS": options})
    yield cache
    cache.clear()


def get_names(cache):
    return {name for name in "abcd" if name in cache}


def test_what_was_used_longest_ago_makes_room(cache):
    for name in "abc":
        cache.set(name, KILOBYTE)
    assert cache.get("a") == KILOBYTE
    cache.set("d", KILOBYTE)
    assert get_names(cache) == {"a", "c", "d"}


def test_what_is_replaced_or_deleted_takes_no_room(cache):
    for _ in range(5):
        cache.set("a", KILOBYTE)
    cache.set("b", KILOBYTE)
    cache.delete("b")
    for name in "cd":
        cache.set(name, KILOBYTE)
    assert get_names(cache) == {"a", "c", "d"}


def test_what_is_larger_than_all_the_room_is_not_kept_and_takes_nobodys_place(cache):
    for name in "ab":
        cache.set(name, KILOBYTE)
    for name in "bc":
        cache.set(name, KILOBYTE * 10)
    assert get_names(cache) == {"a"}
    for name in "cd":
        cache.set(name, KILOBYTE)
    assert get_names(cache) == {"a", "c", "d"}


def test_an_emptied_cache_has_all_its_room_again(cache):
    for name in "abc":
        cache.set(name, KILOBYTE)
    cache.clear()
    for name in "abc":
        cache.set(name, KILOBYTE)
    assert get_names(cache) == {"a", "b", "c"}
