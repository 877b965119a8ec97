"""How many messages come from one connection, counted in the cache.

A whole class, an office or a village may share one address: the limit is for floods, and nobody's
address is kept, only a fingerprint of it that means nothing without the secret key.
"""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

PERIOD = timedelta(hours=1)
MOST = 100


def is_flood(request: HttpRequest) -> bool:
    """Count one message; whether there have been too many from where it comes."""
    ip = get_adapter(request).get_client_ip(request)
    key = f"feedback:{salted_hmac('home.feedback.limits', ip).hexdigest()}"
    cache.add(key, 0, PERIOD.total_seconds())
    try:
        return cache.incr(key) > MOST
    except ValueError:
        # The cache is lost: nobody's message is.
        return False
