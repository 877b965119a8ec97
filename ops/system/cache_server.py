"""The cache that all processes share: whether it keeps what it is given, and its servers."""

import secrets

from django.conf import settings
from django.core.cache import cache


def is_cache_kept() -> bool:
    """Return whether a value can be written and read back."""
    token = secrets.token_hex(8)
    key = f"readiness-{token}"
    cache.set(key, token, 10)
    return bool(cache.get(key) == token)


def list_cache_servers() -> list[str]:
    """Return the URLs of Valkey or Redis; empty where each process has a cache of its own."""
    config = settings.CACHES["default"]
    if not config["BACKEND"].endswith("RedisCache"):
        return []
    location = config["LOCATION"]
    return [*location] if isinstance(location, list | tuple) else [location]
