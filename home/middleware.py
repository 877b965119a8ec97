"""Redirects from former URLs of pages, bulletins and files to their present ones.

Also from URLs of the frame of another language to the version of the page that it shows.

Replaces wagtail.contrib.redirects, which looks up the site in a table of all sites and shows its
list to every user with the permission: docs/decisions/0036-former-addresses-are-our-own.md.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from wagtail.models import Page

from bulletins.models import Bulletin
from content.models import CustomDocument
from home.frames import get_frame_path, list_front_pages
from home.models import FormerURL
from home.services.redirects import FILE, get_redirect_key
from sites.requests import AgencyRequest
from sites.views.documents import get_access


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
