"""What one user works on: their agencies, the home pages of these, and the pages below.

All queries of the desk for pages are here; they leave out what must never be listed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail.query import PageQuerySet

from accounts.models import User
from accounts.permissions import is_administrator
from home.models import outside_bin
from home.paths import HOME_DEPTH
from sites.models import Agency, Status
from sites.permissions.ownership import (
    HOME_PATH_LENGTH,
    agencies_of,
    below,
    homes_of,
    with_home_path,
)


@dataclass(frozen=True)
class Front:
    """The home page of an agency in one language; every page of its website is below one."""

    agency: Agency
    page: Page

    @property
    def is_main(self) -> bool:
        """Whether this is the home page in the default language."""
        return self.page.locale.language_code == settings.LANGUAGE_CODE


class Desk:
    """The agencies of one user and their pages; ICT administrators have the pages of all."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user
        self.is_administrator = is_administrator(user)

    @cached_property
    def agencies(self) -> list[Agency]:
        """Return the agencies that the user is a member of, in Vietnamese order."""
        mine = Agency.objects.with_site().filter(pk__in=agencies_of(self.user))
        return list(mine.select_related("root_page"))

    @property
    def is_working(self) -> bool:
        """Whether one of the agencies is active, so that there is something to write."""
        return any(agency.status == Status.ACTIVE for agency in self.agencies)

    @cached_property
    def fronts(self) -> dict[str, Front]:
        """Return the home pages of the user's agencies by their tree paths, oldest first."""
        owners = {agency.root_page.translation_key: agency for agency in self.agencies}
        homes = Page.objects.filter(depth=HOME_DEPTH, translation_key__in=owners)
        return {
            home.path: Front(owners[home.translation_key], home)
            for home in homes.select_related("locale").order_by("path")
        }

    def pages(self, model: type[Page] = Page) -> PageQuerySet:
        """Return the pages of one type that the user works on, without those in the trash."""
        pages = outside_bin(model.objects.filter(depth__gte=HOME_DEPTH))
        return pages if self.is_administrator else pages.filter(below("path", self.fronts))

    def places(self, parent_model: type[Page]) -> list[Page]:
        """Return the pages of active agencies that new ones may be added to, in tree order."""
        paths = [
            path for path, front in self.fronts.items() if front.agency.status == Status.ACTIVE
        ]
        parents = outside_bin(parent_model.objects.filter(below("path", paths)))
        return list(parents.select_related("locale").order_by("path"))

    def front_of(self, page: Page) -> Front:
        """Return the home page above a page of ``places`` or, for members, of ``pages``."""
        return self.fronts[page.path[:HOME_PATH_LENGTH]]


def desk_of(request: HttpRequest) -> Desk:
    """Return the desk of the signed-in user.

    Raises PermissionDenied if the user is neither a member of an agency nor ICT administrator.
    """
    desk = Desk(request.user)
    if not (desk.is_administrator or desk.agencies):
        raise PermissionDenied
    return desk


def pages_of_units(pages: PageQuerySet, agencies: Iterable[Agency]) -> PageQuerySet:
    """Return those of the pages that are on the websites of these agencies, in any language."""
    homes = homes_of(agency.pk for agency in agencies)
    return with_home_path(pages).filter(home_path__in=homes.values("path"))


def edit_url(page: Page) -> str:
    """Return the URL of the form of a page."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
