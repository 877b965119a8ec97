"""How often something is asked for from one connection, counted in the cache.

A whole class, an office or a village may share one address: limits are for floods. Nobody's
address is kept, only a fingerprint of it that means nothing without the secret key.
"""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def is_flood(request: HttpRequest, name: str, *, most: int, period: timedelta) -> bool:
    """Count one request for what is called ``name``; whether there have been more than ``most``
    in a period from where it comes. What comes from nowhere that is known is no flood: behind a
    proxy that does not say, that is everybody.
    """
    try:
        ip = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return False
    digest = salted_hmac("sites.visiting.floods", ip, algorithm="sha256").hexdigest()
    key = f"{name}:{digest}"
    cache.add(key, 0, period.total_seconds())
    try:
        return cache.incr(key) > most
    except ValueError:
        # The cache is lost: nobody is turned away.
        return False
