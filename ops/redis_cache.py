"""Cache backend for Valkey and Redis that works without its server, only slower.

A value that cannot be read counts as missing, and a write that fails is dropped. After a failure
the server is left alone for ``PAUSE_SECONDS`` seconds, so that a hanging server does not delay
every request.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from ops.database.limits import spend_seconds
from ops.database.repeat_limit import RepeatLimit

logger = logging.getLogger(__name__)

# Seconds. On a local network the server answers in less than a millisecond.
TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 5.0


def _make_fail_safe(
    method: Callable[..., Any], otherwise: Callable[..., Any]
) -> Callable[..., Any]:
    """Wrap ``method`` to return ``otherwise(*args)`` if the server fails or is left alone."""

    @wraps(method)
    def ask(client: "FailSafeRedisClient", *args: Any) -> Any:
        server = client._servers[0]
        if time.monotonic() < client.resting.get(server, 0):
            return otherwise(*args)
        started = time.monotonic()
        try:
            return method(client, *args)
        except RedisError as error:
            # Nobody waits for both servers as long as for each.
            spend_seconds(time.monotonic() - started)
            client.resting[server] = time.monotonic() + PAUSE_SECONDS
            left_out = client.log_limits[server].admit()
            if left_out is not None:
                logger.warning(
                    "The cache does not answer and is left alone for a while: %s; %s more left "
                    "out since the last.",
                    error,
                    left_out,
                )
            return otherwise(*args)

    return ask


def _raise_missing_key(key: str, delta: int) -> None:
    # The exception of Django's caches.
    raise ValueError(f"Key {key!r} not found.")


class FailSafeRedisClient(RedisCacheClient):
    """Django's client, which never raises ``RedisError``."""

    _servers: list[str]
    # Server URL to the monotonic time until which it is left alone; shared by all threads.
    resting: ClassVar[dict[str, float]] = {}
    # A line in the log for each server and minute.
    log_limits: ClassVar[defaultdict[str, RepeatLimit]] = defaultdict(RepeatLimit)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[bool, Redis] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client of a server, created once: that takes longer than a request."""
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]

    add = _make_fail_safe(RedisCacheClient.add, lambda *args: False)
    get = _make_fail_safe(RedisCacheClient.get, lambda key, default: default)
    set = _make_fail_safe(RedisCacheClient.set, lambda *args: None)
    touch = _make_fail_safe(RedisCacheClient.touch, lambda *args: False)
    delete = _make_fail_safe(RedisCacheClient.delete, lambda *args: False)
    get_many = _make_fail_safe(RedisCacheClient.get_many, lambda keys: {})
    has_key = _make_fail_safe(RedisCacheClient.has_key, lambda key: False)
    incr = _make_fail_safe(RedisCacheClient.incr, _raise_missing_key)
    set_many = _make_fail_safe(RedisCacheClient.set_many, lambda *args: None)
    delete_many = _make_fail_safe(RedisCacheClient.delete_many, lambda keys: None)
    clear = _make_fail_safe(RedisCacheClient.clear, lambda: False)


class FailSafeRedisCache(RedisCache):
    """Cache backend that ``config.environment`` sets for Valkey and Redis."""

    _options: dict[str, Any]

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = FailSafeRedisClient
        # One retry, for connections that a restart of the server has closed.
        patience = {"socket_connect_timeout": TIMEOUT_SECONDS, "socket_timeout": TIMEOUT_SECONDS}
        self._options = {"retry": Retry(NoBackoff(), 1)} | patience | self._options
