"""Navigation shown on every page: the menu, breadcrumbs and links to other agencies."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from django.db.models import Q
from wagtail.models import Page

from home.models import SectionPage
from home.paths import HOME_DEPTH, get_home_page, get_page_path
from sites.caching.site_cache import get_or_build
from sites.models import Agency, Kind
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest

# Besides these the menu has the bulletins and, where there is room, the home page.
MENU_SECTIONS = 6
MENU_SECOND_LEVEL = 8
# With more agencies of one kind, for example communes, the searchable directory is the better list.
MAX_SIBLINGS = 60


class NavLink(NamedTuple):
    """Link of a menu or list; ``path``: path or absolute URL; ``below``: its child links."""

    title: str
    path: str
    below: tuple["NavLink", ...] = ()


def get_menu(request: AgencyRequest) -> list[NavLink]:
    """Return the website's menu in the active language: public sections with their second level.

    At most ``MENU_SECTIONS`` sections with ``MENU_SECOND_LEVEL`` links each. Cached under the
    versions of the website.
    """
    return get_or_build(request, "menu", lambda: _list_sections(get_home_page(request)))


def list_siblings(request: AgencyRequest) -> list[NavLink]:
    """Return links to the other active agencies of the same kind in the same province.

    Empty for the province and if there are more than ``MAX_SIBLINGS``. Cached under the versions
    of the website.
    """
    return get_or_build(request, "siblings", lambda: _list_siblings(request.agency))


def list_pages_above(page: Page) -> list[Page]:
    """Return a page's ancestors below the home page, from the top down.

    Queried once per page object.
    """
    if page.depth <= HOME_DEPTH + 1:
        return []
    known: list[Page] | None = page.__dict__.get("pages_above")
    if known is None:
        rows = page.get_ancestors().filter(depth__gt=HOME_DEPTH).select_related("locale")
        known = page.__dict__["pages_above"] = list(rows)
    return known


def _list_sections(home: Page) -> list[NavLink]:
    private = Page.objects.all().private_q()
    menu = Page.objects.child_of(home).live().exclude(private).in_menu().select_related("locale")
    sections = list(menu[:MENU_SECTIONS])
    children = list(_list_second_level(sections, private))
    return [
        NavLink(
            section.title,
            get_page_path(section),
            tuple(
                NavLink(page.title, get_page_path(page))
                for page in islice(
                    (page for page in children if page.path.startswith(section.path)),
                    MENU_SECOND_LEVEL,
                )
            ),
        )
        for section in sections
    ]


def _list_second_level(sections: list[Page], private: Q) -> Iterable[Page]:
    """Return the live pages below the sections that belong into the menu, but no ``private`` ones.

    Of a ``SectionPage`` all child pages, of other sections those with *Show in menus*: the articles
    and documents of an index page are left out.
    """
    groups = [page for page in sections if issubclass(page.specific_class, SectionPage)]
    chosen = Q(show_in_menus=True) & descendants_q("path", [page.path for page in sections])
    shown = chosen | descendants_q("path", [page.path for page in groups])
    pages = Page.objects.filter(shown, depth=HOME_DEPTH + 2).live().exclude(private)
    return pages.select_related("locale").order_by("path")


def _list_siblings(agency: Agency) -> list[NavLink]:
    if agency.kind == Kind.PROVINCE:
        return []
    peers = Agency.objects.active().with_site().filter(kind=agency.kind, parent=agency.parent_id)
    others = peers.exclude(pk=agency.pk)
    units = list(others[: MAX_SIBLINGS + 1])
    if len(units) > MAX_SIBLINGS:
        return []
    return [NavLink(unit.name, f"{unit.root_url}/") for unit in units]
