"""Middleware that counts visits, redirects former URLs, and shortens pages of archived agencies.

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
from urllib.parse import unquote, urljoin

from django.core.handlers.wsgi import WSGIRequest
from django.db import Error
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from wagtail.models import Page
from wagtail.views import serve

from bulletins.models import Bulletin
from content.languages import find_path_language
from content.models import CustomDocument
from home.frames import get_frame_path, list_front_pages
from home.models import VISITED, FormerURL, HomePage
from home.selectors.moved_content import PICTURES, find_moved_file_url, get_elsewhere_url
from home.selectors.successors import list_own_contacts, normalize_contact
from home.services.redirects import FILE, get_redirect_key
from home.services.visits import VisitCounter
from home.specific_pages import load_specific
from ops.logs import describe_page
from sites.caching.hosts import resolve_host
from sites.middleware.edges import unmark_for_edge
from sites.requests import AgencyRequest, HostRequest
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


class FormerHostMiddleware:
    """Middleware that answers 301 where a host name passed on, and for aliases of ended agencies.

    Whatever the present website has comes first. What it lacks is looked for on the websites of
    those who had the host name before, as a reader would find it there: the redirect leads to where
    that ends, so that there is one only. See docs/features/reorganisation.md.
    """

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HostRequest) -> HttpResponse:
        match = request.host_match
        is_followed = match and match.is_followed and not request.is_database_away
        if match is None or not is_followed or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        path = request.get_full_path()
        hosts = [match.agency_host, *match.former_hosts] if match.redirects else match.former_hosts
        # Before the page cache takes the query off.
        copies = [_copy_for_host(request, host) for host in hosts]
        response = None if match.redirects else self.get_response(request)
        if response is not None and not _is_missing(request, response):
            return response
        for copy in copies:
            address = self._find_address(copy, path) if copy else ""
            if address:
                return HttpResponsePermanentRedirect(address)
        return response or HttpResponsePermanentRedirect(match.root_url + path)

    def _find_address(self, request: HostRequest, path: str) -> str:
        """Return where a request to a former website ends, empty if it has nothing there."""
        response = self.get_response(request)
        root_url = request.host_match.root_url if request.host_match else ""
        if _is_missing(request, response):
            return ""
        if response.status_code in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND}:
            return urljoin(root_url, response.headers["Location"])
        return root_url + path


def _copy_for_host(request: HostRequest, hostname: str) -> HostRequest | None:
    """Return a plain GET request for the same path on another website, None if it is unknown."""
    host_match = resolve_host(hostname)
    if host_match is None:
        return None
    environ = {
        name: value
        for name, value in request.META.items()
        if name not in {"HTTP_COOKIE", "HTTP_RANGE"} and not name.startswith("HTTP_IF_")
    }
    host = host_match.root_url.partition("://")[2]
    copy: Any = WSGIRequest(environ | {"HTTP_HOST": host, "REQUEST_METHOD": "GET"})
    copy.host_match, copy.is_database_away = host_match, False
    for name in ("urlconf", "csp_nonce"):
        if hasattr(request, name):
            setattr(copy, name, getattr(request, name))
    return copy


def _is_missing(request: HostRequest, response: HttpResponse) -> bool:
    """Return whether a website has nothing at a path, nor in the language that the path names."""
    if response.status_code == HTTPStatus.FOUND and find_path_language(request.path_info):
        return not find_path_language(response.headers["Location"].partition("?")[0])
    return response.status_code == HTTPStatus.NOT_FOUND


# An ended unit's website has fewer parts than it had; its list says which.
SITEMAP_PART = re.compile(r"/sitemap-[a-z0-9-]+\.xml")
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


class PageRouteMiddleware:
    """Middleware that finds the page of a request before Wagtail does.

    Wagtail would ask for the locale, and for the whole home page, of which only its place in the
    tree is needed to find a page below it.
    """

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgencyRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Find the page. Raises Http404 where there is none, as Wagtail's view would."""
        if not request.agency or view is not serve:
            return
        components = [part for part in (*args, *kwargs.values())[0].split("/") if part]
        home = _find_home(request, is_served=not components)
        route = request._wagtail_route_for_request = home.route(request, components)
        describe_page(route.page._meta.label_lower)


def _find_home(request: AgencyRequest, *, is_served: bool) -> HomePage:
    """Return the home page of the active language, else the Vietnamese one.

    ``is_served``: whether it is shown itself; else only its place in the tree is read.
    """
    root = request.agency.root_page
    if root.locale.language_code != request.LANGUAGE_CODE:
        homes = HomePage.objects.filter(translation_key=root.translation_key, live=True)
        translated = homes.filter(locale__language_code=request.LANGUAGE_CODE)
        if home := translated.select_related("locale").first():
            return home
    home = load_specific(root) if is_served else root.specific_deferred
    home.locale = root.locale
    return home


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
                # CommonMiddleware has measured the text that it was; a reader would wait for more.
                if "Content-Length" in response:
                    response["Content-Length"] = str(len(response.content))
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
        found = _find_file_url(request, int(file[1]), file[2])
        found = found or find_moved_file_url(request.agency, request.path_info)
        return _append_query(found, query)
    if request.path_info.startswith(PICTURES):
        return _append_query(find_moved_file_url(request.agency, request.path_info), query)
    if request.agency.is_archived and SITEMAP_PART.fullmatch(request.path_info):
        return "/sitemap.xml"
    path = request.path_info.removeprefix(reverse("wagtail_serve", args=[""]))
    sent_query = query or getattr(request, "unread_query", "")
    keys = {get_redirect_key(path), get_redirect_key(path, sent_query)}
    front_pages = list_front_pages(request)
    fronts = [page.pk for page in front_pages]
    # Feeds and cards are part of a page, and are where it is. Of a page that is there now they
    # would be found: two that have changed places would lead to each other for ever.
    name = path.rpartition("/")[2]
    parent = get_redirect_key(path.removesuffix(name)) if "." in name else ""
    here = [f"{page.url_path}{parent}" for page in front_pages]
    if parent and Page.objects.live().filter(url_path__in=here).exists():
        parent = ""
    at_path = Q(path__in=keys) | Q(path=parent, bulletin=None)
    former = FormerURL.objects.filter(at_path, home__in=fronts)
    rows = list(former.select_related("home", "page__locale", "bulletin"))
    if not rows:
        return None
    # The longer path wins: it is the one with the query. Then the language of the request.
    row = max(
        filter(_is_there(request), rows),
        key=lambda row: (len(row.path), row.home_id == fronts[0]),
        default=None,
    )
    if row is None:
        return None
    frame = request.LANGUAGE_CODE
    if row.leads_elsewhere:
        address = get_elsewhere_url(row, path, frame)
    elif row.bulletin:
        address = row.bulletin.path
    else:
        address = get_frame_path(row.page, frame) + (name if row.path == parent else "")
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
        if row.leads_elsewhere and row.page and row.page.url_path.endswith(f"/{row.path}"):
            # It tells no more of a page with a password than who asks knows already.
            return row.page.live
        if row.leads_elsewhere:
            return public.filter(pk=row.page_id).exists()
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
