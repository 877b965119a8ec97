"""The admin menu of ICT administrators: everything once, in four groups.

Wagtail's reports and settings have submenus of their own, and some of them are another view of what
the desk shows: these are left out.
"""

from collections.abc import Iterable
from copy import copy
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from accounts.permissions import is_administrator


class Group(NamedTuple):
    """A submenu; ``views`` are the names of the views it leads to, in order.

    A view of settings is named with its model, as ``wagtailsettings:edit agencies.agencysettings``.
    """

    name: str
    label: Promise
    icon: str
    views: tuple[str, ...]


GROUPS = (
    Group(
        "group-bulletins",
        _("Bulletins"),
        "bulletin",
        (
            "wagtailsnippets_bulletins_bulletin:list",
            "proposals:index",
            "bulletin_templates:index",
            "confirmations",
            "recordings",
            "desk:translations",
            "glossary:index",
            "event_types:index",
            "spoken_forms:index",
            "recording_languages:index",
            "wagtailsettings:edit bulletins.confirmationperiods",
            "wagtailsettings:edit bulletins.issuersettings",
        ),
    ),
    Group(
        "group-units",
        _("Agencies"),
        "unit",
        (
            "agencies:index",
            "agency_groups:index",
            "reorganisations:index",
            "wagtailsettings:edit agencies.agencysettings",
            "wagtailadmin_explore_root",
            "desk:news",
            "desk:documents",
            "desk:procedures",
            "desk:information",
            "wagtailimages:index",
            "wagtaildocs:index",
            "bin",
        ),
    ),
    Group(
        "group-people",
        pgettext_lazy("menu", "People"),
        "group",
        (
            "people:index",
            "audit:index",
            "approval:overdue",
            "feedback:counts",
            "feedback:rating_counts",
            "vain_searches",
            "wagtailadmin_reports:workflow",
            "wagtailadmin_workflows:index",
            "wagtailadmin_workflows:task_index",
            "wagtailusers_groups:index",
        ),
    ),
    Group(
        "group-system",
        _("System"),
        "cogs",
        (
            "system_state",
            "incidents:index",
            "jobs",
            "synonyms:index",
            "wagtailadmin_reports:aging_pages",
            "wagtailadmin_reports:locked_pages",
            "page_types_usage",
            "wagtailsites:index",
            "wagtaillocales:index",
            "collections",
            "manual",
        ),
    ),
)
# What has no place above stands here, last.
OTHERWISE = "group-system"
# The same is found under: members and their screens, the journal, texts under review, translations.
LEFT_OUT = (
    "wagtailusers_users:index",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow_tasks",
    "wagtail_localize:translations_report",
)
# Where the name that an entry has in its own submenu says too little, or what its group says.
LABELS = {
    "wagtailsnippets_bulletins_bulletin:list": _("All bulletins"),
    "agencies:index": _("List of units"),
    "wagtailadmin_explore_root": _("Tree of pages"),
    "wagtailadmin_reports:workflow": _("Texts under review"),
    "wagtailusers_groups:index": _("Groups of people"),
    "wagtailsites:index": _("Websites"),
}
# Where the icon that an entry brings along is that of a neighbour.
ICONS = {
    "wagtailadmin_explore_root": "site-tree",
    "wagtailadmin_workflows:index": "list-ol",
    "wagtailusers_groups:index": "key",
    "wagtaillocales:index": "wagtail-localize-language",
}


class FixedMenu(Menu):
    """A menu of items that have been chosen for the request already."""

    def menu_items_for_request(self, request: HttpRequest) -> list[MenuItem]:
        return self.registered_menu_items


def group_menu_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put all menu items of ICT administrators into ``GROUPS`` (``construct_main_menu``)."""
    if not is_administrator(request.user):
        return
    places = {
        url: (group.name, order, view)
        for group in GROUPS
        for order, view in enumerate(group.views)
        if (url := _get_url(view))
    }
    left_out = {_get_url(view) for view in LEFT_OUT}
    grouped: dict[str, dict[str, MenuItem]] = {group.name: {} for group in GROUPS}
    for item in _iter_links(request, items):
        url = str(item.url)
        if url in left_out:
            continue
        name, order, view = places.get(url, (OTHERWISE, 1000, ""))
        # An address stands once, however many items lead to it.
        grouped[name].setdefault(url, _place(item, order, view))
    items[:] = [
        SubmenuMenuItem(
            group.label,
            FixedMenu(items=[*grouped[group.name].values()]),
            name=group.name,
            icon_name=group.icon,
            order=order,
        )
        for order, group in enumerate(GROUPS)
        if grouped[group.name]
    ]


def _iter_links(request: HttpRequest, items: Iterable[MenuItem]) -> Iterable[MenuItem]:
    for item in items:
        if isinstance(item, SubmenuMenuItem):
            yield from _iter_links(request, item.menu.menu_items_for_request(request))
        else:
            yield item


def _place(item: MenuItem, order: int, view: str) -> MenuItem:
    """Return a link with its order in the group; items are shared between requests."""
    label, icon = LABELS.get(view, item.label), ICONS.get(view, item.icon_name)
    if view == "wagtailadmin_explore_root":
        # Wagtail's own item opens the tree over the menu.
        return MenuItem(label, item.url, item.name, icon_name=icon, order=order)
    placed = copy(item)
    placed.order, placed.label, placed.icon_name = order, label, icon
    return placed


def _get_url(view: str) -> str:
    """Return the address of a view, empty if no app has it."""
    name, _space, model = view.partition(" ")
    try:
        return reverse(name, args=model.split(".") if model else None)
    except NoReverseMatch:
        return ""
