"""Middleware for edges: storage times, and edges that could not be purged.

An edge asks with the header ``Surrogate-Capability``, and keeps only what is marked for it. Nobody
else is sent marks, and none are sent where ``EDGE_URLS`` is empty. See docs/features/edge.md.
"""

from collections.abc import Callable
from math import floor
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ops.database.outages import database_circuit
from sites.caching.cached_page import CachedPage
from sites.caching.edges import collect_failed_edges
from sites.caching.hosts import HostMatch
from sites.requests import HostRequest

# Seconds that an edge may hand out a page without asking again, whatever became of a purge.
FRESH_SECONDS = 30.0

# The header Surrogate-Capability, as WSGI names it: for a kept page it counts that
# ``request.headers`` makes a dictionary of all headers.
CAPABILITY = "HTTP_SURROGATE_CAPABILITY"
# The codes, with spaces between; the name is that of Varnish's module.
KEYS_HEADER = "xkey"
# Unix times: until when a page is fresh, and until when it may be handed out in an outage. They are
# moments, not durations: a response may be on its way for any time.
FRESH_UNTIL_HEADER, KEEP_UNTIL_HEADER = "Edge-Fresh-Until", "Edge-Keep-Until"
# That the database is away, and an edge need not ask for other pages meanwhile.
AWAY_HEADER = "Edge-Away"


class _Mark(NamedTuple):
    """What an edge may keep, and the Unix time until which it may hand it out unasked."""

    host_match: HostMatch
    page: CachedPage
    fresh_until: float

    def list_headers(self) -> list[tuple[str, str]]:
        """Return the headers that tell an edge."""
        return [
            (KEYS_HEADER, " ".join(self.page.list_codes(self.host_match))),
            (FRESH_UNTIL_HEADER, _format_moment(self.fresh_until)),
            (KEEP_UNTIL_HEADER, _format_moment(self.page.stale_until)),
        ]


class EdgeMarkMiddleware:
    """Middleware that marks for an edge what ``mark_for_edge`` was called for, and outages."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        if not settings.EDGE_URLS:
            raise MiddlewareNotUsed("There is no edge.")
        self.get_response = get_response

    def __call__(self, request: HostRequest) -> HttpResponse:
        response = self.get_response(request)
        mark: _Mark | None = vars(request).get("_edge_mark")
        if mark:
            for name, value in mark.list_headers():
                response[name] = value
        if database_circuit.is_open and CAPABILITY in request.META:
            response[AWAY_HEADER] = "yes"
        return response


class EdgeNoticeMiddleware:
    """Middleware that tells an editor which edges could not be purged in the request."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        if not settings.EDGE_URLS:
            raise MiddlewareNotUsed("There is no edge.")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with collect_failed_edges() as failed:
            response = self.get_response(request)
        if failed and request.user.is_authenticated:
            text = _(
                "Saved. But %(edges)s did not answer, and may show what was there before for up to "
                "%(seconds)d seconds. It is told again until it answers; ICT sees it too."
            )
            values = {"edges": ", ".join(sorted(failed)), "seconds": FRESH_SECONDS}
            messages.warning(request, text % values)
        return response


def mark_for_edge(request: HttpRequest, host_match: HostMatch, page: CachedPage) -> None:
    """Let an edge keep the response to this request, which is ``page``, if one asks."""
    if not settings.EDGE_URLS or CAPABILITY not in request.META:
        return
    fresh_until = min(page.until, timezone.now().timestamp() + FRESH_SECONDS)
    vars(request)["_edge_mark"] = _Mark(host_match, page, fresh_until)


def _format_moment(moment: float) -> str:
    # Rounded down: nothing is handed out after its end.
    return f"{floor(moment * 1000) / 1000:.3f}"


def unmark_for_edge(request: HttpRequest) -> None:
    """Let no edge keep the response to this request."""
    vars(request).pop("_edge_mark", None)
