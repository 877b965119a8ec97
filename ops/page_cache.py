"""Whole pages, remembered for as long as nothing on them has changed.

A page is found by the website, the path and the numbers of the website (``sites.generations``).
They come from the database at every request, so nothing has to be thrown away and no process can
be behind: what has changed is simply not found any more, and a website that shows nothing of it
keeps its pages. What changes by the clock alone bounds how long a page is kept.
"""

import hashlib
import math
from collections.abc import Callable
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import set_response_etag

from bulletins.listing import QUERY_PARAMETERS
from bulletins.models import Bulletin
from sites.hosts import Address
from sites.http import AddressedRequest
from sites.release import release

# The name of the cache; see config.environment.
PAGES = "pages"
# What is remembered beside the pages of a website; no path is written like this.
CLOCK = "clock"
# The parameters that views of websites read. A page asked for with one of them is made anew: there
# are as many as readers can think of. All others are as good as absent.
PARAMETERS = frozenset({"page", "q", "scope", "so", "trang", *QUERY_PARAMETERS})
LONGEST = timedelta(hours=1)
# Bytes of one page; what is larger is no page.
LARGEST = 512 * 1024
NOT_FOR_EVERYBODY = {"private", "no-store"}


class Entry(NamedTuple):
    """A page as it left its view, and until when (seconds since 1970) it is true."""

    until: float
    headers: dict[str, str]
    content: bytes


class PageCacheMiddleware:
    """Answer from the cache what everybody may read and nobody has changed."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed("Whoever edits a template wants to see it.")
        self.get_response = get_response
        self.release = release()

    def __call__(self, request: AddressedRequest) -> HttpResponse:
        address = request.address
        if address is None or not _is_for_everybody(request, address):
            return self.get_response(request)
        # So that the page cannot repeat what it was asked for with.
        request.META["QUERY_STRING"] = ""
        now = timezone.now()
        key = self._key(address, request.path_info)
        entry = caches[PAGES].get(key)
        if entry and now.timestamp() < entry.until:
            return HttpResponse(entry.content, headers=entry.headers)
        response = self.get_response(request)
        if request.method == "GET" and _may_be_kept(request, response):
            # Here once, and not from the content at every request.
            set_response_etag(response)
            until = min(_next_hour_or_midnight(now), self._next_change(address, now))
            entry = Entry(until, dict(response.items()), response.content)
            caches[PAGES].set(key, entry, until - now.timestamp())
        return response

    def _key(self, address: Address, name: str) -> str:
        asked = repr((self.release, address.agency_code, [*address.numbers.values()], name))
        return hashlib.blake2b(asked.encode(), digest_size=20).hexdigest()

    def _next_change(self, address: Address, now: datetime) -> float:
        """When the clock changes a website next, asked for once until something else does."""
        key = self._key(address, CLOCK)
        moment = caches[PAGES].get(key)
        if moment is None or moment <= now.timestamp():
            change = Bulletin.objects.next_change(now)
            moment = change.timestamp() if change else math.inf
            caches[PAGES].set(key, moment, LONGEST.total_seconds())
        return moment


def _is_for_everybody(request: AddressedRequest, address: Address) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return (
        request.method in {"GET", "HEAD"}
        and not getattr(request, "is_dummy", False)
        # Some pages hold the name they were asked for by; only the true one may get in.
        and f"{request.scheme}://{request.META.get('HTTP_HOST')}" == address.root_url
        # There is one after the password of a page was given.
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and (not query or PARAMETERS.isdisjoint(QueryDict(query)))
    )


def _may_be_kept(request: AddressedRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not getattr(request, "is_preview", False)
        and not response.streaming
        and not response.cookies
        and not response.has_header("Vary")
        and NOT_FOR_EVERYBODY.isdisjoint(response.get("Cache-Control", "").split(", "))
        and len(response.content) <= LARGEST
    )


def _next_hour_or_midnight(now: datetime) -> float:
    """Every page shows the day, and what begins by the day begins at midnight."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    return min(now + LONGEST, midnight).timestamp()
