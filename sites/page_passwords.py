"""Passwords that readers give for pages and files: counted like those of sign-in.

Wagtail's views look at a password as often as somebody sends one. They also take any page together
with any restriction, on any host.
"""

from collections.abc import Callable

from allauth.core.internal.ratelimit import consume, get_ip
from django.db.models import Model
from django.db.models.signals import pre_save
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.documents.views.serve import authenticate_with_password as document_password
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction
from wagtail.views import authenticate_with_password as page_password

from accounts.throttling import too_many_requests
from sites.http import AnyHostRequest
from sites.isolation.ownership import owners_of

# For one page or collection from one network, and for all from one network: as in
# ACCOUNT_RATE_LIMITS. An office may read from one address; few mistype.
RATES = {"page_password": "5/5m/key,30/5m/ip"}


def connect() -> None:
    """Connect the handler below; called once, when the app is ready."""
    for model in (PageViewRestriction, CollectionViewRestriction):
        pre_save.connect(forget_who_has_passed, sender=model)


def forget_who_has_passed(
    sender: type[Model], instance: BaseViewRestriction, raw: bool = False, **kwargs: object
) -> None:
    """Let a new password count for those too who gave the one before it.

    Their sessions remember the key of the restriction, and so it gets another one.
    """
    row = sender._default_manager.filter(pk=instance.pk)
    before = None if raw else row.first()
    if before is None or _secret_of(before) == _secret_of(instance):
        return
    # Not by the model, which would write into the journal that the page is open.
    row.delete()
    instance.pk, instance._state.adding = None, True


def _secret_of(restriction: BaseViewRestriction) -> tuple[str, str]:
    return restriction.restriction_type, restriction.password


def check_page_password(request: AnyHostRequest, restriction: int, page: int) -> HttpResponse:
    """Open a page of this website to who knows its password. Raises Http404 for any other page."""
    protected = get_object_or_404(Page.objects.live(), pk=page)
    is_its_own = protected.get_view_restrictions().filter(pk=restriction).exists()
    if not is_its_own or not _is_here(request, protected):
        raise Http404
    return _count(request, f"page:{restriction}", lambda: page_password(request, restriction, page))


def check_document_password(request: AnyHostRequest, restriction: int) -> HttpResponse:
    """Open the files of a collection to who knows its password. Raises Http404 elsewhere."""
    rows = CollectionViewRestriction.objects.select_related("collection")
    protected = get_object_or_404(rows, pk=restriction).collection
    # A collection that is no unit's is everybody's.
    if owners_of(protected) and not _is_here(request, protected):
        raise Http404
    return _count(
        request, f"collection:{restriction}", lambda: document_password(request, restriction)
    )


def _is_here(request: AnyHostRequest, what: object) -> bool:
    return request.agency is not None and request.agency.pk in owners_of(what)


def _count(request: AnyHostRequest, name: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer, unless wrong passwords came too often; a right one does not count."""
    if request.method != "POST":
        return answer()
    key = f"{name}:{get_ip(request)}"
    usage = consume(request, app="bantin", action="page_password", config=RATES, key=key)
    if usage is None:
        return too_many_requests(request)
    response = answer()
    if response.has_header("Location"):
        usage.rollback()
    return response
