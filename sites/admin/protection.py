"""Protection of home pages and archived agencies in the admin, as Wagtail hooks.

The home page of a website can be edited, but not deleted, moved or unpublished.

The hooks turn ICT administrators away before they type anything that would change an archived
agency. What no hook sees is refused by ``sites.receivers`` on save, delete or move, and
``sites.middleware.admin.AdminTransactionMiddleware`` rolls the whole request back.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from sites.models import Agency
from sites.permissions.archived import AgencyArchivedError, find_archived_owner

# Bulk actions that would take the website away or move it if done to its home page.
FORBIDDEN_BULK_ACTIONS = {"delete", "move", "unpublish"}


def protect_archived_agency(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Return a redirect with an error message if an archived agency owns the page, else None.

    A hook that runs before a page is changed. Pages among the other arguments of the hook, such
    as the destination of a move, are checked too.
    """
    return _refuse_archived(request, [page, *(arg for arg in args if isinstance(arg, Page))])


def protect_archived_agencies(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Do the same as ``protect_archived_agency`` before a bulk action on pages or files."""
    return _refuse_archived(request, objects)


def _refuse_archived(request: HttpRequest, objects: Iterable[object]) -> HttpResponse | None:
    agency = find_archived_owner(objects)
    if agency is None:
        return None
    messages.error(request, str(AgencyArchivedError(agency)))
    return redirect("wagtailadmin_home")


def protect_home_page(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Return a redirect with an error message if the page is an agency's home page, else None.

    A hook that runs before a page is deleted, unpublished or moved.
    """
    return _refuse(request) if _has_home_page([page]) else None


def protect_home_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Do the same as ``protect_home_page`` before a bulk action in ``FORBIDDEN_BULK_ACTIONS``."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type in FORBIDDEN_BULK_ACTIONS and _has_home_page(pages):
        return _refuse(request)
    return None


def _has_home_page(pages: list[Page]) -> bool:
    # Translated home pages are not protected: without one, the website only loses a language.
    return Agency.objects.filter(root_page__in=[page.pk for page in pages]).exists()


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("The home page of a website cannot be deleted, moved or unpublished.")
    )
    return redirect("wagtailadmin_explore_root")
