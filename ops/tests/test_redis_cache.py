import socket
from contextlib import contextmanager

import pytest
from django.core.cache import caches, close_caches
from django.core.signals import request_finished

from ops import redis_cache
from ops.apps import leave_caches_open
from ops.redis_cache import FailSafeRedisCache, FailSafeRedisClient
from sites.caching.site_cache import PAGES


@contextmanager
def listener():
    """A server that accepts every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def address(server):
    return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def connections(server):
    """How many have connected since this was asked last."""
    count = 0
    while True:
        try:
            server.accept()
        except BlockingIOError:
            return count
        count += 1


@pytest.fixture(autouse=True)
def nothing_rests(monkeypatch):
    monkeypatch.setattr(FailSafeRedisClient, "resting", {})


@pytest.fixture(params=["silent", "gone"])
def lost(request):
    """The address of a server that hangs, and of one that is not there."""
    with listener() as server:
        url = address(server)
        if request.param == "silent":
            yield url
            return
    yield url


def test_a_lost_server_counts_as_an_empty_cache(lost):
    cache = FailSafeRedisCache(lost, {})
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_or_set("a", lambda: 2) == 2
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1, "b": 2}) == []
    assert (cache.add("a", 1), cache.touch("a"), cache.delete("a")) == (False, False, False)
    assert "a" not in cache
    cache.delete_many(["a", "b"])
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_website_with_a_lost_cache_server_shows_its_pages(db, settings, lost, health, visit):
    lost_cache = {"BACKEND": "ops.redis_cache.FailSafeRedisCache", "LOCATION": lost}
    lost_pages = lost_cache | {"KEY_PREFIX": PAGES}
    settings.CACHES = settings.CACHES | {"default": lost_cache, PAGES: lost_pages}
    assert isinstance(caches[PAGES], FailSafeRedisCache)
    pages = [visit(health) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].content == pages[1].content


def test_a_server_that_has_failed_is_left_alone_for_a_while_and_then_asked_again(monkeypatch):
    with listener() as server:
        cache = FailSafeRedisCache(address(server), {})
        cache.get("a")
        assert connections(server) > 0
        for _ in range(5):
            cache.get("a")
        assert FailSafeRedisCache(address(server), {}).get("a") is None
        assert connections(server) == 0
        monkeypatch.setattr(redis_cache.time, "monotonic", lambda: float("inf"))
        cache.get("a")
        assert connections(server) > 0


def test_one_lost_server_does_not_keep_another_from_being_asked():
    with listener() as first, listener() as second:
        for server in (first, second):
            FailSafeRedisCache(address(server), {}).get("a")
            assert connections(server) > 0


def test_a_failure_is_told_once(caplog, lost):
    cache = FailSafeRedisCache(lost, {})
    for _ in range(5):
        cache.get("a")
    [record] = caplog.records
    assert "does not answer" in record.message


def test_a_request_ends_without_a_look_at_caches_unless_one_has_something_to_close(settings):
    assert not request_finished.disconnect(close_caches)
    memcached = {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache"}
    settings.CACHES = settings.CACHES | {"default": memcached}
    request_finished.connect(close_caches)
    leave_caches_open()
    assert request_finished.disconnect(close_caches)
