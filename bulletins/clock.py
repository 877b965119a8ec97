"""When a website changes by the clock alone."""

import math
from datetime import datetime

from django.core.cache import caches

from bulletins.models import Bulletin
from sites.hosts import Address
from sites.remembering import LONGEST, PAGES, key_of


def next_change(address: Address, now: datetime) -> float:
    """Return when (seconds since 1970) the clock changes a website next, infinity for never.

    The database is asked once, until something else changes the website.
    """
    key = key_of(address, "clock")
    moment: float | None = caches[PAGES].get(key)
    if moment is None or moment <= now.timestamp():
        change = Bulletin.objects.next_change(now)
        moment = change.timestamp() if change else math.inf
        caches[PAGES].set(key, moment, LONGEST.total_seconds())
    return moment
