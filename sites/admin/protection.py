"""Protection of home pages and archived agencies in the admin: receivers and Wagtail hooks.

The home page of a website can be edited, but not deleted, moved or unpublished.

The groups of an archived agency have lost their permissions; this module stops ICT administrators,
who need none. The hooks turn them away before they type anything. What no hook sees is refused by
the receivers on save, delete or move, and ``sites.middleware.admin.AdminTransactionMiddleware``
rolls the whole request back. Code that runs without a user, such as commands and scheduled
publication, is not refused. See docs/decisions/0027-an-ended-unit-is-frozen-where-it-is.md.
"""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.db.models import Model
from django.db.models.signals import pre_delete, pre_save
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)
from wagtail.signals import pre_page_move

from accounts.dashboard import DashboardTask, register_dashboard_source
from content.signals import file_discarded
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids, get_owner_ids

PROTECTED_MODELS = (
    Page,
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    PageViewRestriction,
    BaseSiteSetting,
)

# Bulk actions that would take the website away or move it if done to its home page.
FORBIDDEN_BULK_ACTIONS = {"delete", "move", "unpublish"}


class AgencyArchivedError(Exception):
    """Raised when a user is about to change what belongs to an archived agency."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency)
        self.agency = agency

    def __str__(self) -> str:
        return _(
            "Nothing was changed: %(unit)s has ended, and what it published can only be read. "
            "Restore the unit first if it has to be changed."
        ) % {"unit": self.agency}


def connect() -> None:
    """Connect the receivers and register the dashboard tasks; called from ``ready()``."""
    for signal in (pre_save, pre_delete, file_discarded):
        signal.connect(refuse_change)
    pre_page_move.connect(refuse_move)
    register_dashboard_source(list_archived_agency_tasks, order=300)


def refuse_change(instance: Model, raw: bool = False, **kwargs: object) -> None:
    """Raise AgencyArchivedError if a user changes an object of an archived agency.

    Checks objects of the classes in ``PROTECTED_MODELS``, with their new and with their stored
    values.
    """
    if isinstance(instance, PROTECTED_MODELS) and not raw and _a_person_acts():
        former = type(instance)._default_manager.filter(pk=instance.pk).first()
        _refuse_ended_receiver([instance, former] if former else [instance])


def refuse_move(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Raise AgencyArchivedError if a user moves a page out of or into an archived agency's site.

    Wagtail moves pages without saving them, so ``refuse_change`` does not see a move.
    """
    if _a_person_acts():
        _refuse_ended_receiver([instance, parent_page_after])


def find_archived_owner(objects: Iterable[object]) -> Agency | None:
    """Return an archived agency that owns one of these pages, files or other objects, or None."""
    owners = frozenset[int]().union(*map(get_owner_ids, objects))
    return Agency.objects.archived().filter(pk__in=owners).first()


def list_archived_agency_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a dashboard task for each archived agency of the user, saying that it is archived."""
    ended = Agency.objects.archived().filter(pk__in=get_active_agency_ids(request.user))
    for agency in ended.with_site().prefetch_related("successors"):
        day = agency.ended_on and date_format(agency.ended_on, "SHORT_DATE_FORMAT")
        names = ", ".join(successor.name for successor in agency.successors.all())
        yield DashboardTask(
            title=_("%(unit)s ended on %(day)s.") % {"unit": agency.name, "day": day},
            url=f"{agency.root_url}/",
            detail=_("Its website can be read as before and is no longer changed.")
            + (" " + _("Its work is carried on by %(units)s.") % {"units": names} if names else ""),
        )


def _a_person_acts() -> bool:
    # Wagtail sets the log context around every view of the admin.
    return get_active_log_context().user is not None


def _refuse_ended_receiver(objects: Iterable[object]) -> None:
    agency = find_archived_owner(objects)
    if agency:
        raise AgencyArchivedError(agency)


def protect_archived_agency(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Return a redirect with an error message if an archived agency owns the page, else None.

    A hook that runs before a page is changed. Pages among the other arguments of the hook, such
    as the destination of a move, are checked too.
    """
    return _refuse_ended(request, [page, *(arg for arg in args if isinstance(arg, Page))])


def protect_archived_agencies(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Do the same as ``protect_archived_agency`` before a bulk action on pages or files."""
    return _refuse_ended(request, objects)


def _refuse_ended(request: HttpRequest, objects: Iterable[object]) -> HttpResponse | None:
    agency = find_archived_owner(objects)
    if agency is None:
        return None
    messages.error(request, str(AgencyArchivedError(agency)))
    return redirect("wagtailadmin_home")


def protect_home_page(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Return a redirect with an error message if the page is an agency's home page, else None.

    A hook that runs before a page is deleted, unpublished or moved.
    """
    return _refuse(request) if _holds_home_page([page]) else None


def protect_home_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Do the same as ``protect_home_page`` before a bulk action in ``FORBIDDEN_BULK_ACTIONS``."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type in FORBIDDEN_BULK_ACTIONS and _holds_home_page(pages):
        return _refuse(request)
    return None


def _holds_home_page(pages: list[Page]) -> bool:
    # Translated home pages are not protected: without one, the website only loses a language.
    return Agency.objects.filter(root_page__in=[page.pk for page in pages]).exists()


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("The home page of a website cannot be deleted, moved or unpublished.")
    )
    return redirect("wagtailadmin_explore_root")
