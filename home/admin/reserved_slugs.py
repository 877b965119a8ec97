"""Hooks that refuse to move and copy pages to paths at which nobody would reach them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.paths import HOME_DEPTH, RESERVED_SLUGS, TRASH_SLUG
from sites.permissions.resolution import MalformedKeyError, resolve_key


def refuse_unreachable_move(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Redirect with a message if a page would get a reserved slug where it is moved."""
    return _refuse_reserved_slug(request, page.slug, destination)


def refuse_unreachable_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect with a message if the copy of a page would get a reserved slug."""
    slug = request.POST.get("new_slug", "")
    parents = _list_parents(request.POST.get("new_parent_page", "")) or [page.get_parent()]
    refusals = (_refuse_reserved_slug(request, slug, parent) for parent in parents)
    return next(filter(None, refusals), None)


def _list_parents(key: str) -> list[Page]:
    try:
        return resolve_key(Page, key)
    except MalformedKeyError:
        return []


def _refuse_reserved_slug(request: HttpRequest, slug: str, parent: Page) -> HttpResponse | None:
    reserved = RESERVED_SLUGS if parent.depth == HOME_DEPTH else set()
    if slug not in {TRASH_SLUG, *reserved}:
        return None
    messages.error(request, _("This address is taken. Please choose another one."))
    return redirect("wagtailadmin_explore", parent.pk)
