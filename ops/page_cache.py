"""Cache of whole pages, which are valid until something on them changes.

The key consists of the site, the path and the site's cache versions (``sites.remembering``); the
pages of sites that do not show a change stay valid. Content that changes with time alone limits how
long a page is cached. See docs/features/page-cache.md.
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

# The query parameters that views of websites read. Requests with one of them bypass the cache,
# because there is no limit to their values. All other parameters are ignored.
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
# Bytes; larger responses are not cached.
LARGEST = 512 * 1024
NOT_FOR_EVERYBODY = {"private", "no-store"}


class Entry(NamedTuple):
    """Cached page: the response of the view, and its expiry (``until``, Unix time)."""

    until: float
    headers: dict[str, str]
    content: bytes


class PageCacheMiddleware:
    """Middleware that answers requests for public, unchanged pages from the cache."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed("Whoever edits a template wants to see it.")
        self.get_response = get_response
        # Reads all the source files: once at the start, and not in the first request.
        release()

    def __call__(self, request: AddressedRequest) -> HttpResponse:
        address = request.address
        if address is None or not _is_for_everybody(request, address):
            return self.get_response(request)
        # Removed so that the cached page cannot repeat the query. ``unread_query`` still has it,
        # for the redirects of pages that are not found (home.former_addresses).
        request.unread_query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = ""
        now = timezone.now()
        key = key_of(address, request.path_info)
        entry = caches[PAGES].get(key)
        if entry and now.timestamp() < entry.until:
            return HttpResponse(entry.content, headers=entry.headers)
        response = self.get_response(request)
        if request.method == "GET" and _may_be_kept(request, response):
            # Computed once here, and not from the content at every request.
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
        # Some pages contain the requested host; only the site's own may be cached.
        and f"{request.scheme}://{request.META.get('HTTP_HOST')}" == address.root_url
        # A website has a session only after the password of a page was given.
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
    """Return whether Cache-Control allows giving the response to all visitors.

    For a file that the web server delivers (X-Accel-Redirect), Cache-Control is for browsers only.
    """
    words = response.get("Cache-Control", "").split(", ")
    return response.has_header(ACCEL_HEADER) or NOT_FOR_EVERYBODY.isdisjoint(words)


def _next_hour_or_midnight(now: datetime) -> float:
    """Return the Unix time of midnight, or ``LONGEST`` from now if that is earlier.

    Every page shows the date, and content that starts on a day starts at midnight.
    """
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    return min(now + LONGEST, midnight).timestamp()
