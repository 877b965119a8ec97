"""The page cache, and HTTP caching: browsers and proxies revalidate a page at every request.

A withdrawn bulletin must be gone at the next request, in every browser and proxy. Copies may be
stored, and an ETag makes revalidation cheap (RFC 9111, 5.2.2.4). See
docs/decisions/0013-copies-are-always-revalidated.md.

The page cache holds whole pages. The key consists of the site, the path and the site's cache
versions (``sites.caching.site_cache``); the pages of sites that do not show a change stay valid.
Content that changes with time alone limits how long a page is cached. See
docs/features/page-cache.md.

While the database is away, or a page cannot be drawn for another reason of its, a page that is
kept is served after its time, and says so: docs/features/outages.md.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, time, timedelta
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils import timezone
from django.utils.cache import patch_cache_control, set_response_etag

from ops.database.outages import (
    LOCK_NOT_AVAILABLE,
    DatabaseAwayError,
    drawing_circuit,
    get_outage,
    get_sqlstate,
    is_outage,
)
from ops.system.counters import count_page_cache
from sites.caching.cached_page import CachedPage
from sites.caching.hosts import HostMatch
from sites.caching.release import get_release_digest
from sites.caching.site_cache import (
    MAX_AGE,
    find_cached,
    get_optional_numbers,
    is_page_cache_disabled,
    make_cache_key,
    save_cached,
)
from sites.middleware.edges import mark_for_edge
from sites.middleware.stale_pages import make_stale_response
from sites.requests import HostRequest, SiteRequest
from sites.views.documents import ACCEL_HEADER

# The headers of conditional requests (RFC 9110, 13.1), as WSGI names them.
CONDITIONS = {
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
}
ALLOW_ORIGIN = "Access-Control-Allow-Origin"

# The query parameters that views of websites read. Requests with one of them bypass the cache,
# because there is no limit to their values. All other parameters are ignored.
PARAMETERS = {"den", "q", "so", "trang", "v"}
Expiry = Callable[[HostMatch, datetime], float]
_expiries: list[Expiry] = []
StaleLimit = Callable[[HostMatch, Collection[str], datetime], float]
_stale_limits: list[StaleLimit] = []
# Bytes; larger responses are not cached.
MAX_CONTENT_BYTES = 512 * 1024
PRIVATE_DIRECTIVES = {"private", "no-store"}


class RevalidateMiddleware:
    """Middleware that sets ``no-cache`` on pages of websites without Cache-Control."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.agency and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response


class EarlyConditionalGetMiddleware(ConditionalGetMiddleware):
    """Django's middleware with a shortcut for unconditional requests, which are the most."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("ETag") and CONDITIONS.isdisjoint(request.META):
            return response
        answer = super().process_response(request, response)
        if ALLOW_ORIGIN in response.headers:
            # Browsers check it on every response (Fetch Standard, CORS check), 304 included.
            answer.headers[ALLOW_ORIGIN] = response.headers[ALLOW_ORIGIN]
        return answer


def register_query_parameters(names: Iterable[str]) -> None:
    """Add query parameters that a view of websites reads. Call when the app is ready."""
    PARAMETERS.update(names)


def register_expiry(expiry: Expiry) -> None:
    """Add a function that says when the passing of time next changes a website.

    It takes the host match and the present time (aware) and returns a Unix time in seconds, or
    ``math.inf``. Call when the app is ready.
    """
    _expiries.append(expiry)


def register_stale_limit(stale_limit: StaleLimit) -> None:
    """Add a function that says until when a page of a website may be served in an outage.

    It takes the host match, those of ``OPTIONAL_CODES`` that the page depends on, and the present
    time (aware), and returns a Unix time in seconds, or ``math.inf``. Call when the app is ready.
    """
    _stale_limits.append(stale_limit)


class PageCacheMiddleware:
    """Middleware that answers requests for public, unchanged pages from the cache."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed("Whoever edits a template wants to see it.")
        self.get_response = get_response
        # Reads all the source files: once at the start, and not in the first request.
        get_release_digest()

    def __call__(self, request: HostRequest) -> HttpResponse:
        host_match = request.host_match
        if host_match is None or not _is_cacheable_request(request, host_match):
            count_page_cache("bypass")
            return self.get_response(request)
        # Removed so that the cached page cannot repeat the query. ``unread_query`` still has it,
        # for the redirects of pages that are not found (home.services.redirects).
        request.unread_query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = ""
        now = timezone.now()
        key = make_cache_key(host_match, request.path_info)
        entry: CachedPage | None = find_cached(
            key,
            lambda page: page.is_current(host_match, now),
            shared_only=request.is_database_away,
        )
        if entry and not request.is_database_away and entry.is_current(host_match, now):
            count_page_cache("hit")
            mark_for_edge(request, host_match, entry)
            return HttpResponse(entry.content, headers=entry.headers)
        if entry and entry.is_servable_in_outage(host_match, now):
            if request.is_database_away or drawing_circuit.is_open:
                return make_stale_response(request, host_match, entry, now)
            response = self._draw_page(request)
            if get_outage(response):
                return make_stale_response(request, host_match, entry, now)
        else:
            response = self._draw_page(request)
        count_page_cache("miss")
        if not request.is_database_away and _is_cacheable_response(request, response):
            _save_page(key, request, host_match, response, now)
        return response

    def _draw_page(self, request: HostRequest) -> HttpResponse:
        if request.is_database_away:
            # Some need nothing of it.
            return self.get_response(request)
        if drawing_circuit.is_open:
            raise DatabaseAwayError("a table was locked a moment ago")
        response = self.get_response(request)
        error = get_outage(response)
        if error is None:
            drawing_circuit.close()
        elif get_sqlstate(error) == LOCK_NOT_AVAILABLE:
            drawing_circuit.open()
        return response


def _save_page(
    key: str, request: HostRequest, host_match: HostMatch, response: HttpResponse, now: datetime
) -> None:
    # Computed once here, and not from the content at every request.
    set_response_etag(response)
    numbers = get_optional_numbers(request, host_match)
    try:
        until = min(_get_latest_expiry(now), *(expiry(host_match, now) for expiry in _expiries))
        ends = [limit(host_match, numbers, now) for limit in _stale_limits]
    except Error as error:
        if not is_outage(error):
            raise
        # The page was drawn just before; it is sent, and not kept.
        return
    stale_until = max(until, min([until + settings.STALE_PAGE_HOURS * 60 * 60, *ends]))
    entry = CachedPage(
        now.timestamp(), until, stale_until, dict(response.items()), response.content, numbers
    )
    save_cached(key, entry, stale_until - now.timestamp())
    mark_for_edge(request, host_match, entry)


def _is_cacheable_request(request: HostRequest, host_match: HostMatch) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return (
        request.method in {"GET", "HEAD"}
        and not getattr(request, "is_dummy", False)
        # Some pages contain the requested host; only the site's own may be cached.
        and f"{request.scheme}://{request.META.get('HTTP_HOST')}" == host_match.root_url
        # A website has a session only after the password of a page was given.
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and (not query or PARAMETERS.isdisjoint(QueryDict(query)))
    )


def _is_cacheable_response(request: HostRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == HTTPStatus.OK
        and not getattr(request, "is_preview", False)
        and not is_page_cache_disabled(response)
        and not response.streaming
        and not response.cookies
        and not response.has_header("Vary")
        and _is_for_every_reader(response)
        and len(response.content) <= MAX_CONTENT_BYTES
    )


def _is_for_every_reader(response: HttpResponse) -> bool:
    """Return whether Cache-Control allows giving the response to all visitors.

    For a file that the web server delivers (X-Accel-Redirect), Cache-Control is for browsers only.
    """
    directives = response.get("Cache-Control", "").split(", ")
    return response.has_header(ACCEL_HEADER) or PRIVATE_DIRECTIVES.isdisjoint(directives)


def _get_latest_expiry(now: datetime) -> float:
    """Return the Unix time of midnight, or ``MAX_AGE`` from now if that is earlier.

    Every page shows the date, and content that starts on a day starts at midnight.
    """
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    return min(now + MAX_AGE, midnight).timestamp()
