"""When the passing of time changes a website, as an expiry of its caches."""

import math
from datetime import datetime

from django.core.cache import caches

from bulletins.models import Bulletin
from sites.hosts import Address
from sites.remembering import LONGEST, PAGES, key_of


def next_change(address: Address, now: datetime) -> float:
    """Return when the passing of time next changes a website, or ``math.inf`` for never.

    The result is a Unix time (float, seconds). ``address``: the host of the website, with its
    cache versions. ``now``: aware datetime. It is ``BulletinQuerySet.next_change``, which is the
    same for all websites, cached under the cache versions of this website for at most ``LONGEST``
    (one hour).
    """
    key = key_of(address, "clock")
    moment: float | None = caches[PAGES].get(key)
    if moment is None or moment <= now.timestamp():
        change = Bulletin.objects.next_change(now)
        moment = change.timestamp() if change else math.inf
        caches[PAGES].set(key, moment, LONGEST.total_seconds())
    return moment
