"""Examination of the cache, of whose loss Bantin itself does not complain."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

from ops.doctor.registry import Options, Result, fail, passed, summarize_error, warn

# Seconds; on a local network the server answers in less than a millisecond.
PATIENCE_SECONDS = 3
KEY, VALUE = "bantin:doctor", b"written"


def examine_cache(options: Options) -> Iterator[Result]:
    """Yield results about the server of CACHE_URL: reached, written to, and its limits."""
    config = settings.CACHES["default"]
    if not config["BACKEND"].endswith("RedisCache"):
        kind = config["BACKEND"].rpartition(".")[2]
        yield fail(
            f"The cache is {kind}, which processes do not share.",
            "Set CACHE_URL=redis://127.0.0.1:6379/0, to where Valkey or Redis listens.",
        )
        return
    location = config["LOCATION"]
    for url in location if isinstance(location, list | tuple) else [location]:
        yield from _examine_server(url)


def _examine_server(url: str) -> Iterator[Result]:
    name = _hide_password(url)
    server = Redis.from_url(
        url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )
    try:
        server.set(KEY, VALUE, ex=60)
        is_kept = server.get(KEY) == VALUE
        server.delete(KEY)
        facts = dict(server.info())
    except AuthenticationError as error:
        yield fail(
            f"The cache at {name} does not let Bantin in: {summarize_error(error)}.",
            "Write its password into CACHE_URL: redis://:password@host:6379/0",
        )
        return
    except (RedisError, OSError) as error:
        yield fail(
            f"No cache answers at {name}: {summarize_error(error)}.",
            "Start Valkey, or set CACHE_URL to where it listens.",
        )
        return
    finally:
        server.close()
    if not is_kept:
        yield fail(f"The cache at {name} keeps nothing.", "Look at its log and its memory.")
        return
    version = facts.get("valkey_version") or facts.get("redis_version")
    yield passed(f"The cache at {name} answers, version {version}; a value was written and read.")
    if not int(facts.get("maxmemory", 0)):
        yield warn(
            "The cache has no limit, and may take all of the machine's memory.",
            "Set maxmemory, as deploy/valkey/bantin.conf does.",
        )
    policy = str(facts.get("maxmemory_policy", ""))
    if not policy.startswith("allkeys-"):
        yield warn(
            f"The cache refuses new pages when it is full (maxmemory-policy {policy}).",
            "Set maxmemory-policy allkeys-lru, as deploy/valkey/bantin.conf does.",
        )


def _hide_password(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        return parts.path
    return f"{parts.hostname}:{parts.port or 6379}"
