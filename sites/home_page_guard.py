"""A home page can be edited, and nothing else: the website stands and falls with it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from sites.models import Agency

# What can be done to a page that would take the website away or move it.
FORBIDDEN_BULK_ACTIONS = {"delete", "move", "unpublish"}


def keep_home_page(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Turn away what would delete, unpublish or move an agency's home page."""
    return _refuse(request) if _holds_home_page([page]) else None


def keep_home_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """The same for actions on several pages at once."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type in FORBIDDEN_BULK_ACTIONS and _holds_home_page(pages):
        return _refuse(request)
    return None


def _holds_home_page(pages: list[Page]) -> bool:
    keys = [page.translation_key for page in pages if page.depth == 2]
    return Agency.objects.filter(root_page__translation_key__in=keys).exists()


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("The home page of a website cannot be deleted, moved or unpublished.")
    )
    return redirect("wagtailadmin_explore_root")
