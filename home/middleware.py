"""Counting of visits, redirects from former URLs, and what is taken out of pages of ended units.

The redirects lead from former URLs of pages, bulletins and files to their present ones, also from
URLs of the frame of another language to the version of the page that it shows.

Replaces wagtail.contrib.redirects, which looks up the site in a table of all sites and shows its
list to every user with the permission: docs/decisions/0036-former-addresses-are-our-own.md.
"""

import logging
import re
from collections.abc import Callable
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from django.db import Error
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from wagtail.models import Page

from bulletins.models import Bulletin
from content.models import CustomDocument
from home.frames import get_frame_path, list_front_pages
from home.models import VISITED, FormerURL
from home.selectors.successors import list_own_contacts, normalize_contact
from home.services.redirects import FILE, get_redirect_key
from home.services.visits import VisitCounter
from sites.middleware.edges import unmark_for_edge
from sites.requests import AgencyRequest
from sites.views.documents import get_access

logger = logging.getLogger(__name__)

# What programs call themselves. A crawler that poses as a browser is counted as one.
ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|http-?client|java/|headlesschrome",
    re.IGNORECASE,
)


class VisitMiddleware:
    """Middleware that counts visits of the pages that name themselves in the header ``VISITED``.

    It stands around the page cache, which keeps the header with the page, so that pages from the
    cache are counted too; the header is taken off here. Not counted are robots (``ROBOT``, and
    whoever does not say what it is), HEAD, and what browsers fetch ahead (``Sec-Purpose``).
    """

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response
        self.counter = VisitCounter()

    def __call__(self, request: AgencyRequest) -> HttpResponse:
        response = self.get_response(request)
        page = response.get(VISITED, "")
        del response[VISITED]
        if page:
            # A copy that an edge hands out is not counted.
            unmark_for_edge(request)
        if page and response.status_code == HTTPStatus.OK and _is_visit(request):
            try:
                self.counter.add(int(page))
            except Error:
                # Whoever reads a page shall not miss it because it cannot be counted.
                logger.exception("Visits could not be counted.")
        return response


def _is_visit(request: AgencyRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    is_preview = getattr(request, "is_preview", False) or getattr(request, "is_dummy", False)
    return (
        request.method == "GET" and bool(agent) and not (is_preview or ahead or ROBOT.search(agent))
    )


CONTACT_LINK = re.compile(r' href="(?:tel|mailto):([^"]*)"')


class FormerURLMiddleware:
    """Middleware that answers 301 instead of 404 at former URLs of this website.

    Acts only on GET and HEAD requests that end in 404, so whatever has the URL now comes first.
    Leads to ``request.moved_to`` too, which ``home.models.HomePage.route`` sets.
    """

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgencyRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page_request = request.method in {"GET", "HEAD"} and not getattr(
            request, "is_dummy", False
        )
        # No page or file ever had NUL in its path; see sites.middleware.hosts.
        is_page_request = is_page_request and "\0" not in request.path_info
        if (
            response.status_code != HTTPStatus.NOT_FOUND
            or not request.agency
            or not is_page_request
        ):
            return response
        address = _find_address(request)
        if address is None or address.partition("?")[0] == request.path:
            return response
        return HttpResponsePermanentRedirect(address)


class EndedContactsMiddleware:
    """Middleware that takes the links to the dead office's contacts out of an ended unit's pages.

    Templates lead on to those who serve now. This is for the texts, which nobody may change any
    more: a ``tel:`` or ``mailto:`` link to one of the unit's own numbers or addresses stays as
    plain words. Other numbers, such as 113, stay links.
    """

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgencyRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.agency
            and request.agency.is_archived
            and not response.streaming
            and response.get("Content-Type", "").startswith("text/html")
        ):
            text = response.content.decode()
            if CONTACT_LINK.search(text):
                response.content = _unlink(text, list_own_contacts(request))
        return response


def _unlink(html: str, contacts: set[str]) -> str:
    """Remove the ``href`` of links to these contacts; a link without it is plain text."""

    def replace(match: re.Match[str]) -> str:
        target = normalize_contact(unquote(unescape(match[1])))
        return "" if target in contacts else match[0]

    return CONTACT_LINK.sub(replace, html)


def _find_address(request: AgencyRequest) -> str | None:
    moved_to: str | None = getattr(request, "moved_to", None)
    if moved_to:
        return _append_query(moved_to, request.META.get("QUERY_STRING", ""))
    return _find_current_url(request)


def _find_current_url(request: AgencyRequest) -> str | None:
    query = request.META.get("QUERY_STRING", "")
    file = FILE.fullmatch(request.path_info)
    if file:
        return _append_query(_find_file_url(request, int(file[1]), file[2]), query)
    path = request.path_info.removeprefix(reverse("wagtail_serve", args=[""]))
    sent_query = query or getattr(request, "unread_query", "")
    keys = {get_redirect_key(path), get_redirect_key(path, sent_query)}
    fronts = [page.pk for page in list_front_pages(request)]
    rows = FormerURL.objects.filter(home__in=fronts, path__in=keys)
    rows = rows.select_related("home", "page__locale", "bulletin")
    # The longer path wins: it is the one with the query. Then the language of the request.
    row = max(
        filter(_is_there(request), rows),
        key=lambda row: (len(row.path), row.home_id == fronts[0]),
        default=None,
    )
    if row is None:
        return None
    frame = request.LANGUAGE_CODE
    address = row.bulletin.path if row.bulletin else get_frame_path(row.page, frame)
    return address if "?" in row.path else _append_query(address, query)


def _is_there(request: AgencyRequest) -> Callable[[FormerURL], bool]:
    """Return a test of whether this website shows the target of a redirect."""
    public = Page.objects.live().public()
    # The page of a withdrawn bulletin says why it was withdrawn.
    withdrawn = Bulletin.objects.withdrawn_from(request.agency)
    shown = Bulletin.objects.published_to(request.agency) | withdrawn

    def check(row: FormerURL) -> bool:
        if row.bulletin_id:
            return shown.filter(pk=row.bulletin_id).exists()
        return row.is_of_the_same_website and public.filter(pk=row.page_id).exists()

    return check


def _append_query(address: str | None, query: str) -> str | None:
    return f"{address}?{query}" if address and query else address


def _find_file_url(request: Any, key: int, name: str) -> str | None:
    document = CustomDocument.objects.filter(pk=key, former_names__name=name).first()
    if document is None:
        return None
    try:
        access = get_access(document, request)
    except Http404:
        return None
    return None if access.refusal else document.url
