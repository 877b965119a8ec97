"""Navigation shown on every page: the menu, breadcrumbs and links to other agencies."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page

from home.frames import (
    descendants_of_any,
    find_live_translation,
    get_frame_path,
    in_frame,
    is_fallback,
    list_front_pages,
    with_place,
)
from home.models import SectionPage
from home.paths import HOME_DEPTH
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
    """Link of a menu or list; ``path``: path or absolute URL; ``below``: its child links.

    ``language``: code of the language of its title, empty for that of the frame.
    """

    title: str
    path: str
    below: tuple["NavLink", ...] = ()
    language: str = ""


def get_menu(request: AgencyRequest) -> list[NavLink]:
    """Return the website's menu in the active language: public sections with their second level.

    At most ``MENU_SECTIONS`` sections with ``MENU_SECOND_LEVEL`` links each. Cached under the
    versions of the website.
    """
    return get_or_build(request, "menu", lambda: _list_sections(request), own_only=True)


def list_siblings(request: AgencyRequest) -> list[NavLink]:
    """Return links to the other active agencies of the same kind in the same province.

    Empty for the province and if there are more than ``MAX_SIBLINGS``. Cached under the versions
    of the website.
    """
    return get_or_build(request, "siblings", lambda: _list_siblings(request.agency), own_only=True)


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


def list_frame_pages_above(page: Page, frame: str) -> list[Page]:
    """Return a page's ancestors below the home page as the frame of a language (a code) has them.

    They are the live translations of its ancestors, or these themselves.
    """
    above = list_pages_above(page)
    return (
        [find_live_translation(one, frame) or one for one in above]
        if (is_fallback(page, frame))
        else above
    )


def get_front_url(agency: Agency) -> str:
    """Return the URL of the front page of another agency's website in the active language.

    A website without that language leads on to its Vietnamese front page.
    """
    return agency.root_url + reverse("wagtail_serve", args=[""])


def _list_sections(request: AgencyRequest) -> list[NavLink]:
    frame = request.LANGUAGE_CODE
    private = Page.objects.all().private_q()
    pages = descendants_of_any(Page.objects.filter(depth=HOME_DEPTH + 1), list_front_pages(request))
    menu = with_place(in_frame(pages.live().exclude(private).in_menu(), frame))
    sections: list[Any] = list(menu.select_related("locale").order_by("place")[:MENU_SECTIONS])
    children: list[Any] = list(_list_second_level(sections, private, frame))
    return [
        _build_link(
            section,
            frame,
            tuple(
                _build_link(page, frame)
                for page in islice(
                    (page for page in children if _is_below(page, section)), MENU_SECOND_LEVEL
                )
            ),
        )
        for section in sections
    ]


def _build_link(page: Page, frame: str, below: tuple[NavLink, ...] = ()) -> NavLink:
    path, language = get_frame_path(page, frame), page.locale.language_code
    return NavLink(page.title, path, below, language)


def _is_below(page: Any, section: Any) -> bool:
    """Return whether a page of the menu is below a section; both have their ``place``."""
    return bool(page.place.startswith(section.place) or page.path.startswith(section.path))


def _list_second_level(sections: list[Any], private: Q, frame: str) -> Iterable[Page]:
    """Return the live pages below the sections that belong into the menu, but no ``private`` ones.

    Of a ``SectionPage`` all child pages, of other sections those with *Show in menus*: the articles
    and documents of an index page are left out.
    """
    groups = [page for page in sections if issubclass(page.specific_class, SectionPage)]
    paths = _list_tree_paths(sections, frame)
    chosen = Q(show_in_menus=True) & descendants_q("path", chain(*paths.values()))
    shown = chosen | descendants_q("path", chain(*(paths[page.translation_key] for page in groups)))
    pages = Page.objects.filter(shown, depth=HOME_DEPTH + 2).live().exclude(private)
    return with_place(in_frame(pages, frame)).select_related("locale").order_by("place")


def _list_tree_paths(sections: Iterable[Page], frame: str) -> dict[object, list[str]]:
    """Return the tree paths of sections by translation key.

    In another frame than the Vietnamese one also those of their other versions, live or not: pages
    below these may be live.
    """
    found = {page.translation_key: [page.path] for page in sections}
    if frame != settings.LANGUAGE_CODE:
        versions = Page.objects.filter(translation_key__in=found)
        for key, path in versions.values_list("translation_key", "path"):
            found[key].append(path)
    return found


def _list_siblings(agency: Agency) -> list[NavLink]:
    if agency.kind == Kind.PROVINCE:
        return []
    peers = Agency.objects.active().with_site().filter(kind=agency.kind, parent=agency.parent_id)
    others = peers.exclude(pk=agency.pk)
    siblings = list(others[: MAX_SIBLINGS + 1])
    if len(siblings) > MAX_SIBLINGS:
        return []
    return [NavLink(each.name, get_front_url(each)) for each in siblings]
