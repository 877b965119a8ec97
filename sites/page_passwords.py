"""Rate-limited views for the passwords of private pages and collections.

Wagtail's own views check a password as often as somebody sends one, and accept any page together
with any restriction on any host. These views limit wrong passwords per client IP, as sign-in does,
and serve only pages and files of the website they are requested on.
"""

from collections.abc import Callable

from allauth.core.internal.ratelimit import consume
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.documents.views.serve import authenticate_with_password as document_password
from wagtail.models import CollectionViewRestriction, Page
from wagtail.views import authenticate_with_password as page_password

from accounts.client_network import get_client_network
from accounts.views.account import rate_limited
from sites.localization.propagation import list_with_same_password
from sites.permissions.ownership import get_owner_ids
from sites.requests import SiteRequest

# Limits as in ACCOUNT_RATE_LIMITS: wrong passwords per restriction and IP (``key``), and per IP
# for all restrictions. A whole office may share one IP address, but few users mistype.
RATES = {"page_password": "5/5m/key,30/5m/ip"}


def check_page_password(request: SiteRequest, restriction: int, page: int) -> HttpResponse:
    """Serve Wagtail's password form of a private page of this website.

    The password of a page and its translations is the same; given once, it opens all of them.
    Raises Http404 for a page of another website, and for a restriction that is not the page's.
    Answers 429 after too many wrong passwords.
    """
    protected = get_object_or_404(Page.objects.live(), pk=page)
    is_its_own = protected.get_view_restrictions().filter(pk=restriction).exists()
    if not is_its_own or not _is_here(request, protected):
        raise Http404
    response = _count(
        request, f"page:{restriction}", lambda: page_password(request, restriction, page)
    )
    if response.has_header("Location"):
        for same in list_with_same_password(restriction):
            same.mark_as_passed(request)
    return response


def check_document_password(request: SiteRequest, restriction: int) -> HttpResponse:
    """Serve Wagtail's password form for the documents of a private collection.

    Raises Http404 if the collection belongs to another agency than this website's. Answers 429
    after too many wrong passwords.
    """
    rows = CollectionViewRestriction.objects.select_related("collection")
    protected = get_object_or_404(rows, pk=restriction).collection
    # A collection that belongs to no agency is served on every website.
    if get_owner_ids(protected) and not _is_here(request, protected):
        raise Http404
    return _count(
        request, f"collection:{restriction}", lambda: document_password(request, restriction)
    )


def _is_here(request: SiteRequest, what: object) -> bool:
    return request.agency is not None and request.agency.pk in get_owner_ids(what)


def _count(request: SiteRequest, name: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of ``answer``, or 429 if wrong passwords came too often from this IP.

    Only POST requests count, and a right password (a redirect) is not counted.
    """
    if request.method != "POST":
        return answer()
    key = f"{name}:{get_client_network(request)}"
    usage = consume(request, app="bantin", action="page_password", config=RATES, key=key)
    if usage is None:
        return rate_limited(request)
    response = answer()
    if response.has_header("Location"):
        usage.rollback()
    return response
