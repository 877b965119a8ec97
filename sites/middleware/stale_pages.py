"""Notices of a page that is served after its time, in headers and in a bar."""

import re
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from content.languages import find_path_language
from ops.system.counters import count_page_cache
from sites.caching.cached_page import CachedPage
from sites.caching.hosts import HostMatch
from sites.requests import HostRequest

# The bar stands before the header of a page, behind the links that skip it; a page to be embedded
# has no such header.
_PLACE = re.compile(rb'<header class="site-header"|<main\b')
# Of the page without the bar.
_HEADERS = {"etag", "content-length"}


def make_stale_response(
    request: HostRequest, host_match: HostMatch, page: CachedPage, now: datetime
) -> HttpResponse:
    """Return a kept page, marked as one that could not be drawn anew or compared.

    The headers are Age (RFC 9111, 5.1) and Cache-Status, whose ttl is negative once the page should
    have been drawn anew (RFC 9211, 2.4).
    """
    count_page_cache("stale")
    headers, content = page.headers, page.content
    if headers.get("Content-Type", "").startswith("text/html"):
        content = _insert_bar(content, _render_bar(request, host_match, page.made))
        headers = {name: text for name, text in headers.items() if name.lower() not in _HEADERS}
    response = HttpResponse(content, headers=headers)
    seconds = now.timestamp()
    response["Age"] = f"{max(0, seconds - page.made):.0f}"
    ttl = f"{page.until - seconds:.0f}"
    response["Cache-Status"] = f"Bantin; hit; ttl={ttl}; detail=database-away"
    return response


def _render_bar(request: HostRequest, host_match: HostMatch, made: float) -> bytes:
    website = host_match.load_site()
    context = {
        "drawn_at": datetime.fromtimestamp(made, timezone.get_current_timezone()),
        "telephone": "" if website.agency.is_archived else website.settings.telephone,
    }
    language = find_path_language(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        return render_to_string("agencies/stale_bar.html", context).encode()


def _insert_bar(content: bytes, bar: bytes) -> bytes:
    place = _PLACE.search(content)
    return content[: place.start()] + bar + content[place.start() :] if place else content
