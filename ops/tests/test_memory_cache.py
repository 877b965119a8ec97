from dataclasses import dataclass

import pytest

from ops.memory_cache import ENTRY_BYTES, MemoryCache, SharedValue

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


@dataclass(frozen=True)
class Sized(SharedValue):
    """A value that says itself how large it is."""

    size: int

    def count_bytes(self):
        return self.size


def test_what_nobody_may_change_is_handed_out_itself_and_everything_else_as_a_copy(cache):
    shared, other = Sized(1), ["a"]
    cache.set("a", shared)
    cache.set("b", other)
    assert cache.get("a") is shared
    assert cache.get("b") == other and cache.get("b") is not cache.get("b")
    assert cache.get("c", 7) == 7


def test_shared_values_take_the_room_that_they_say(cache):
    cache.set("a", Sized(2 * 1024))
    cache.set("b", KILOBYTE)
    assert get_names(cache) == {"a", "b"}
    cache.set("c", Sized(500))
    assert get_names(cache) == {"b", "c"}
    cache.set("d", Sized(10 * 1024))
    assert get_names(cache) == {"b", "c"}


def test_shared_values_have_an_end_too(cache):
    cache.set("a", Sized(1), timeout=-1)
    assert cache.get("a") is None
    assert get_names(cache) == set()
