"""Wagtail hooks of the desk: menu and lists, trash, citizens' messages, manual."""

from operator import methodcaller

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from desk.admin.admin_search import make_search_area
from desk.admin.administrator_menu import group_menu_items
from desk.admin.draft_links import list_draft_link_buttons
from desk.admin.file_bulk_actions import MoveDocumentsAction, MoveImagesAction
from desk.admin.glossary import GlossaryViewSet
from desk.admin.incidents import IncidentViewSet
from desk.admin.menu import ITEMS, REPORT_ITEMS, remove_menu_items
from desk.admin.page_bulk_actions import (
    ChangeCategoryAction,
    PublishPagesAction,
    SubmitPagesAction,
)
from desk.admin.page_create import reuse_started_draft
from desk.admin.page_edit import DeskPageViewSet
from desk.admin.trash_actions import (
    TrashDocumentsAction,
    TrashImagesAction,
    TrashPagesAction,
    delete_page,
    deny_trashed_page,
    deny_trashed_pages,
    exclude_from_choosers,
    exclude_from_explorer,
    replace_delete_actions,
)
from desk.admin.urls import trash_urlpatterns, urlpatterns
from desk.services import draft_links
from home.services import opening_hours, page_reviews, page_schedule
from home.services.feedback import ACTIONS

for _item in ITEMS:
    hooks.register("register_admin_menu_item", lambda item=_item: item)
for _item in REPORT_ITEMS:
    hooks.register("register_reports_menu_item", lambda item=_item: item)
# Runs after all other hooks, so that it sees their items.
hooks.register("construct_main_menu", remove_menu_items, order=1000)
hooks.register("construct_main_menu", group_menu_items, order=1100)
_STYLE = '<link rel="stylesheet" href="{}">'
# Before all other styles, which use its colours.
hooks.register(
    "insert_global_admin_css",
    lambda: format_html_join(
        "\n",
        _STYLE,
        [
            (static(f"css/{name}.css"),)
            for name in ("tokens", "admin/tokens", "admin/identity", "admin/narrow")
        ],
    ),
    order=-10,
)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html_join(
        "\n",
        _STYLE,
        [
            (static(f"css/admin/{name}.css"),)
            for name in ("desk", "website", "menu", "lists", "bin")
        ],
    ),
)
hooks.register(
    "insert_global_admin_js",
    lambda: format_html('<script src="{}"></script>', static("js/admin/menu.js")),
)
# Drawn for entries of the menu that Wagtail has no picture of.
_ICONS = [
    f"desk/icons/{name}.svg"
    for name in (
        *("book", "bulletin", "microphone", "organisation"),
        *("search-nothing", "site-tree", "telephone", "unit"),
    )
]
hooks.register("register_icons", lambda icons: [*icons, *_ICONS])

hooks.register("register_admin_search_area", make_search_area)

# After Wagtail's own, which it replaces.
hooks.register("register_admin_viewset", DeskPageViewSet)
hooks.register("register_admin_viewset", GlossaryViewSet)
hooks.register("register_admin_viewset", IncidentViewSet)
hooks.register("register_admin_urls", lambda: urlpatterns)
# Before Wagtail's own URLs: two of these replace its delete views of images and documents.
hooks.register("register_admin_urls", lambda: trash_urlpatterns, order=-10)

hooks.register("register_page_header_buttons", list_draft_link_buttons)
for _name in ("before_move_page", "before_copy_page", "before_edit_page", "before_unpublish_page"):
    hooks.register(_name, deny_trashed_page)
# After the hook that protects units that have ended.
hooks.register("before_create_page", reuse_started_draft, order=10)
hooks.register("before_bulk_action", deny_trashed_pages)
hooks.register("construct_explorer_page_queryset", exclude_from_explorer)
hooks.register("construct_page_chooser_queryset", exclude_from_choosers)
# After the hooks that protect home pages.
hooks.register("before_delete_page", delete_page, order=10)
# Wagtail uses the action of a type that was registered last.
for _action in (
    SubmitPagesAction,
    PublishPagesAction,
    ChangeCategoryAction,
    MoveImagesAction,
    MoveDocumentsAction,
    TrashPagesAction,
    TrashImagesAction,
    TrashDocumentsAction,
):
    hooks.register("register_bulk_action", _action, order=10)
hooks.register("register_actions", replace_delete_actions, order=10)

for _name, _label in (
    *(
        (f"{prefix}{act}", label)
        for prefix in ("home.bin", "agencies.bin")
        for act, label in (
            ("", _("Moved to the bin")),
            (".restore", _("Restored from the bin")),
            (".purge", _("Deleted for good")),
        )
    ),
    *ACTIONS.items(),
    *opening_hours.ACTIONS.items(),
    *page_reviews.ACTIONS.items(),
    *page_schedule.ACTIONS.items(),
    *draft_links.ACTIONS.items(),
):
    hooks.register("register_log_actions", methodcaller("register_action", _name, _label, _label))
