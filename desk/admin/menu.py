"""The admin menu for members of an agency, named after their work.

ICT administrators have the items of everybody in groups: ``desk.admin.administrator_menu``. Items
that other apps add stay, unless named here as hidden.
"""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from accounts.admin.menu import AdministratorMenuItem
from accounts.permissions import is_administrator
from desk.admin.translations import TranslationMenuItem
from sites.permissions.ownership import get_active_agency_ids, get_moderated_agency_ids
from sites.permissions.translators import get_unconfined_agency_ids

# Names of hidden menu items. Wagtail's help leads to other websites, in English.
HIDDEN_ITEMS = {"help"}
# Reports are about all agencies.
ADMINISTRATOR_ITEMS = {"reports"}
# Items that lead into the page tree, or have another place in the menu of members.
NON_AGENCY_ITEMS = {"explorer", "images", "documents", "settings", "members", "journal"}


class AgencyMenuItem(MenuItem):
    """A menu item for members of an agency, but not for ICT administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(get_active_agency_ids(request.user)) and not is_administrator(request.user)


class EditorMenuItem(AgencyMenuItem):
    """A menu item for members of an agency who do more than translate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and bool(get_unconfined_agency_ids(request.user))


class ModeratorMenuItem(AgencyMenuItem):
    """A menu item for moderators of an agency."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and bool(get_moderated_agency_ids(request.user))


class AgencySubmenu(AgencyMenuItem, SubmenuMenuItem):
    """A submenu for members of an agency."""


class AdministratorSubmenu(SubmenuMenuItem):
    """A submenu for ICT administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)


def _build_listing_items(kind: type[MenuItem]) -> list[MenuItem]:
    return [
        kind(_("News"), reverse_lazy("desk:news"), name="news", icon_name="list-ul", order=10),
        kind(
            _("Legal documents"),
            reverse_lazy("desk:documents"),
            name="legal-documents",
            icon_name="doc-full",
            order=11,
        ),
        kind(
            _("Procedures"),
            reverse_lazy("desk:procedures"),
            name="procedures",
            icon_name="clipboard-list",
            order=12,
        ),
    ]


def _build_information_item(kind: type[MenuItem]) -> MenuItem:
    return kind(
        _("About us"),
        reverse_lazy("desk:information"),
        name="information",
        icon_name="info-circle",
        order=13,
    )


_FILE_ITEMS = [
    MenuItem(_("Images"), reverse_lazy("wagtailimages:index"), "pictures", icon_name="image"),
    MenuItem(
        _("Documents"), reverse_lazy("wagtaildocs:index"), "files", icon_name="doc-full-inverse"
    ),
]

# What is seldom changed is in a submenu, so that the menu needs no scrolling at 1366 × 768.
_AGENCY_ITEMS = [
    _build_information_item(AgencyMenuItem),
    AgencyMenuItem(
        _("Organisation"),
        reverse_lazy("desk:organisation"),
        name="organisation",
        icon_name="organisation",
        order=15,
    ),
    AgencyMenuItem(
        _("Contact"), reverse_lazy("desk:contact"), name="contact", icon_name="telephone", order=20
    ),
    EditorMenuItem(
        _("Opening hours"),
        reverse_lazy("desk:opening_hours"),
        name="opening-hours",
        icon_name="time",
        order=25,
    ),
    ModeratorMenuItem(
        _("About the unit"),
        reverse_lazy("wagtailsettings:edit", args=["agencies", "agencysettings"]),
        name="unit-details",
        icon_name="cog",
        order=40,
    ),
    ModeratorMenuItem(
        _("Members"),
        reverse_lazy("people:index"),
        name="unit-members",
        icon_name="group",
        order=50,
    ),
    AgencyMenuItem(
        _("Journal"),
        reverse_lazy("audit:index"),
        name="unit-journal",
        icon_name="history",
        order=60,
    ),
]

_LAST_ORDER = 100_000

# Wagtail sorts them by ``order``: for members, what they need most often comes first.
ITEMS = [
    AgencyMenuItem(
        _("Front page"),
        reverse_lazy("desk:front_pages"),
        name="front-page",
        icon_name="home",
        order=5,
    ),
    AgencyMenuItem(
        _("Pages"),
        reverse_lazy("desk:pages"),
        name="site-tree",
        icon_name="site-tree",
        order=6,
    ),
    *_build_listing_items(AgencyMenuItem),
    AgencyMenuItem(
        _("Bulletins"),
        reverse_lazy("desk:bulletins"),
        name="unit-bulletins",
        icon_name="bulletin",
        order=25,
    ),
    AgencySubmenu(
        _("Files and pictures"),
        Menu(items=_FILE_ITEMS),
        name="files-and-pictures",
        icon_name="folder-inverse",
        order=30,
    ),
    AgencySubmenu(
        _("Our unit"), Menu(items=_AGENCY_ITEMS), name="our-unit", icon_name="unit", order=100
    ),
    AdministratorSubmenu(
        _("Pages of all units"),
        Menu(items=[*_build_listing_items(MenuItem), _build_information_item(MenuItem)]),
        name="pages-of-all-units",
        icon_name="list-ul",
        order=110,
    ),
    EditorMenuItem(
        _("Citizens’ messages"),
        reverse_lazy("feedback:units"),
        name="feedback",
        icon_name="comment",
        order=22,
    ),
    TranslationMenuItem(
        _("Translations"),
        reverse_lazy("desk:translations"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=92,
    ),
    MenuItem(_("Bin"), reverse_lazy("bin"), name="bin", icon_name="bin", order=9000),
    MenuItem(
        _("Instructions"),
        reverse_lazy("manual"),
        name="manual",
        icon_name="help",
        order=_LAST_ORDER,
    ),
]
REPORT_ITEMS = [
    AdministratorMenuItem(
        _("Messages from citizens"),
        reverse_lazy("feedback:counts"),
        name="feedback-counts",
        icon_name="comment",
        order=950,
    ),
    AdministratorMenuItem(
        _("Usefulness of pages"),
        reverse_lazy("feedback:rating_counts"),
        name="rating-counts",
        icon_name="pick",
        order=960,
    ),
]


def remove_menu_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Remove items that the user does not need from the main menu (``construct_main_menu``)."""
    hidden = set(HIDDEN_ITEMS)
    if not is_administrator(request.user):
        hidden |= ADMINISTRATOR_ITEMS
        if get_active_agency_ids(request.user):
            hidden |= NON_AGENCY_ITEMS
    items[:] = [item for item in items if item.name not in hidden]
