"""Rate limit per client network or another subject, counted in the cache.

A whole class, an office or a village may share one IP address, so limits should be generous. The
subject itself is not stored, only a keyed hash (``SECRET_KEY``) of it.
"""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.client_network import get_client_network


def is_rate_limited(request: HttpRequest, name: str, *, most: int, period: timedelta) -> bool:
    """Count this request and return whether its client made more than ``most`` in ``period``.

    Counted are the requests with the same ``name`` from one network: an IPv4 address, or the /64 of
    an IPv6 address. Returns False if the address is unknown, or if the cache has lost the counter.
    """
    network = get_client_network(request)
    return bool(network) and is_limit_exceeded(network, name, most=most, period=period)


def is_limit_exceeded(subject: str, name: str, *, most: int, period: timedelta) -> bool:
    """Count one act and return whether there were more than ``most`` of them in ``period``.

    Counted are the acts with the same ``name`` and ``subject``, such as an e-mail address. Returns
    False if the cache has lost the counter.
    """
    digest = salted_hmac("sites.visiting.floods", subject, algorithm="sha256").hexdigest()
    key = f"{name}:{digest}"
    cache.add(key, 0, period.total_seconds())
    try:
        return cache.incr(key) > most
    except ValueError:
        # The counter is missing, for example because the cache is down: allow the request.
        return False
