"""Workspace of a user: agencies, their home pages, and the pages below.

All queries of the desk for pages are here; they leave out what must never be listed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail.query import PageQuerySet

from accounts.permissions import AnyUser, is_administrator
from home.models import exclude_trash
from home.paths import HOME_DEPTH
from sites.models import Agency, Status
from sites.permissions.ownership import (
    HOME_PATH_LENGTH,
    descendants_q,
    get_active_agency_ids,
    list_home_pages,
    with_home_path,
)
from sites.permissions.translators import can_translate_into, get_confinement


@dataclass(frozen=True)
class HomePageInfo:
    """The home page of an agency in one language; every page of its website is below one."""

    agency: Agency
    page: Page

    @property
    def is_main(self) -> bool:
        """Whether this is the home page in the default language."""
        return self.page.locale.language_code == settings.LANGUAGE_CODE


class UserWorkspace:
    """The agencies of one user and their pages; ICT administrators have the pages of all."""

    def __init__(self, user: AnyUser) -> None:
        self.user = user
        self.is_administrator = is_administrator(user)

    @cached_property
    def agencies(self) -> list[Agency]:
        """Return the agencies that the user is a member of, in Vietnamese order."""
        agencies = Agency.objects.with_site().filter(pk__in=get_active_agency_ids(self.user))
        return list(agencies.select_related("root_page", "parent"))

    @property
    def is_working(self) -> bool:
        """Whether there is something to write: in an active agency, and not only to translate."""
        return any(agency.status == Status.ACTIVE for agency in self.unconfined_agencies)

    @property
    def unconfined_agencies(self) -> list[Agency]:
        """Return those of ``agencies`` in which the user does more than translate."""
        confined = get_confinement(self.user)
        return [agency for agency in self.agencies if agency.pk not in confined]

    @cached_property
    def home_pages(self) -> dict[str, HomePageInfo]:
        """Return the home pages of the user's agencies by their tree paths, oldest first.

        Of a translator only those in the languages that they are confined to.
        """
        owners = {agency.root_page.translation_key: agency for agency in self.agencies}
        homes = Page.objects.filter(depth=HOME_DEPTH, translation_key__in=owners)
        return {
            home.path: HomePageInfo(owners[home.translation_key], home)
            for home in homes.select_related("locale").order_by("path")
            if can_translate_into(
                self.user, owners[home.translation_key].pk, home.locale.language_code
            )
        }

    def list_pages(self, model: type[Page] = Page) -> PageQuerySet:
        """Return the pages of one type that the user works on, without those in the trash."""
        pages = exclude_trash(model.objects.filter(depth__gte=HOME_DEPTH))
        return (
            pages if self.is_administrator else pages.filter(descendants_q("path", self.home_pages))
        )

    def list_parents(self, parent_model: type[Page]) -> list[Page]:
        """Return the pages of active agencies that new ones may be added to, in tree order."""
        paths = [
            path for path, home in self.home_pages.items() if home.agency.status == Status.ACTIVE
        ]
        parents = exclude_trash(parent_model.objects.filter(descendants_q("path", paths)))
        return list(parents.select_related("locale").order_by("path"))

    def get_home_page(self, page: Page) -> HomePageInfo:
        """Return the home page above a page that ``list_parents`` or ``list_pages`` returned.

        Raises KeyError for a page of an agency that is not among the user's ``agencies``.
        """
        return self.home_pages[page.path[:HOME_PATH_LENGTH]]


def get_workspace(request: HttpRequest) -> UserWorkspace:
    """Return the workspace of the signed-in user.

    Raises PermissionDenied if the user is neither a member of an agency nor ICT administrator.
    """
    workspace = UserWorkspace(request.user)
    if not (workspace.is_administrator or workspace.agencies):
        raise PermissionDenied
    return workspace


def filter_by_agencies(pages: PageQuerySet, agencies: Iterable[Agency]) -> PageQuerySet:
    """Return the given pages that are on the websites of ``agencies``, in any language."""
    homes = list_home_pages(agency.pk for agency in agencies)
    return with_home_path(pages).filter(home_path__in=homes.values("path"))


def get_edit_url(page: Page) -> str:
    """Return the URL of the form of a page."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
