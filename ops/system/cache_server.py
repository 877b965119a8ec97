"""Whether the cache that all processes share keeps what it is given."""

import secrets

from django.core.cache import cache


def is_cache_kept() -> bool:
    """Return whether a value can be written and read back."""
    token = secrets.token_hex(8)
    key = f"readiness-{token}"
    cache.set(key, token, 10)
    return bool(cache.get(key) == token)
