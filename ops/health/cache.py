"""Check of the cache, of whose loss Bantin itself does not complain."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis import Redis
from redis.exceptions import RedisError

from ops.health.registry import (
    EVERYBODY,
    CheckResult,
    Inquiry,
    fail,
    health_check,
    passed,
    summarize_error,
    warn,
)
from ops.system.cache_server import is_cache_kept, list_cache_servers

# Seconds; on a local network the server answers in less than a millisecond.
PATIENCE_SECONDS = 3


@health_check("cache", gettext_lazy("Cache"), order=300, askers=EVERYBODY, in_thread=True)
def check_cache(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether the cache keeps what it is given; for the doctor why not, and its limits."""
    servers = list_cache_servers() if inquiry.is_doctors else []
    if is_cache_kept():
        yield passed(_("It keeps what it is given."))
    else:
        yield fail(
            _("It does not answer. Websites go on, only slower."),
            _("Have Valkey looked at: is it up, and does CACHE_URL lead to it?"),
            short="does not answer",
            items=tuple(filter(None, map(_find_reason, servers))),
        )
        return
    if inquiry.is_doctors and not servers:
        yield fail(
            "Each process has a cache of its own.",
            "Set CACHE_URL=redis://127.0.0.1:6379/0, to where Valkey or Redis listens.",
        )
    for url in servers:
        yield from _check_limits(url)


def _find_reason(url: str) -> str:
    """Return why a server does not answer, empty if it does."""
    try:
        with _connect(url) as server:
            server.ping()
    except (RedisError, OSError) as error:
        return f"{_hide_password(url)}: {summarize_error(error)}"
    return ""


def _check_limits(url: str) -> Iterator[CheckResult]:
    with _connect(url) as server:
        facts = dict(server.info())
    version = facts.get("valkey_version") or facts.get("redis_version")
    yield passed(f"The server at {_hide_password(url)} answers, version {version}.")
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


def _connect(url: str) -> Redis:
    return Redis.from_url(
        url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )


def _hide_password(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        return parts.path
    return f"{parts.hostname}:{parts.port or 6379}"
