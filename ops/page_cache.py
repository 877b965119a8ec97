"""Whole pages, remembered for as long as nothing on them has changed.

A page is found by the website, the path and the numbers of the website (``sites.remembering``); a
website that shows nothing of a change keeps its pages. What changes by the clock alone bounds how
long a page is kept.
"""

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

from bulletins.clock import next_change
from bulletins.listing import QUERY_PARAMETERS
from home.news.filters import QUERY_PARAMETERS as NEWS_PARAMETERS
from home.reader_filters import DocumentFilters, ProcedureFilters
from search.asking import QUERY_PARAMETERS as SEARCH_PARAMETERS
from sites.hosts import Address
from sites.http import AddressedRequest
from sites.release import release
from sites.remembering import LONGEST, PAGES, is_made_anew, key_of
from sites.serving import ACCEL_HEADER

# The parameters that views of websites read. A page asked for with one of them is made anew: there
# are as many as readers can think of. All others are as good as absent.
PARAMETERS = frozenset(
    {
        "den",
        "q",
        "so",
        "trang",
        "v",
        *QUERY_PARAMETERS,
        *NEWS_PARAMETERS,
        *SEARCH_PARAMETERS,
        *DocumentFilters.base_fields,
        *ProcedureFilters.base_fields,
    }
)
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
        # Reading the source takes a moment; no reader has to wait for it.
        release()

    def __call__(self, request: AddressedRequest) -> HttpResponse:
        address = request.address
        if address is None or not _is_for_everybody(request, address):
            return self.get_response(request)
        # So that the page cannot repeat what it was asked for with. Where there is no page, it may
        # say which one was meant.
        request.unread_query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = ""
        now = timezone.now()
        key = key_of(address, request.path_info)
        entry = caches[PAGES].get(key)
        if entry and now.timestamp() < entry.until:
            return HttpResponse(entry.content, headers=entry.headers)
        response = self.get_response(request)
        if request.method == "GET" and _may_be_kept(request, response):
            # Here once, and not from the content at every request.
            set_response_etag(response)
            until = min(_next_hour_or_midnight(now), next_change(address, now))
            entry = Entry(until, dict(response.items()), response.content)
            caches[PAGES].set(key, entry, until - now.timestamp())
        return response


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
        and not is_made_anew(response)
        and not response.streaming
        and not response.cookies
        and not response.has_header("Vary")
        and _is_for_every_reader(response)
        and len(response.content) <= LARGEST
    )


def _is_for_every_reader(response: HttpResponse) -> bool:
    """Whether all readers may have it. What is said of a file is for the browsers that get it."""
    words = response.get("Cache-Control", "").split(", ")
    return response.has_header(ACCEL_HEADER) or NOT_FOR_EVERYBODY.isdisjoint(words)


def _next_hour_or_midnight(now: datetime) -> float:
    """Every page shows the day, and what begins by the day begins at midnight."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    return min(now + LONGEST, midnight).timestamp()
