"""Wagtail hooks of the desk: menu and lists, trash, citizens' messages, manual."""

from functools import partial

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from accounts.admin.menu import AdministratorMenuItem
from content.models import CustomDocument, CustomImage
from desk.admin.menu import ITEMS, AgencyMenuItem, remove_menu_items
from desk.admin.page_edit import DeskPageViewSet
from desk.admin.trash_actions import (
    TrashDocumentsAction,
    TrashFileAction,
    TrashImagesAction,
    TrashPageAPIAction,
    TrashPagesAction,
    delete_page,
    deny_trashed_page,
    deny_trashed_pages,
    exclude_from_choosers,
    exclude_from_explorer,
)
from desk.admin.urls import feedback_urlpatterns, manual_urlpatterns, trash_urlpatterns, urlpatterns
from home.services.feedback import ACTIONS

LAST = 100_000

for _item in ITEMS:
    hooks.register("register_admin_menu_item", partial(lambda item: item, _item))
# Runs after all other hooks, so that it sees their items.
hooks.register("construct_main_menu", remove_menu_items, order=1000)


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[URLResolver]:
    """Return the URLs of the lists and forms of the desk."""
    return [path("", include((urlpatterns, "desk")))]


# Registered after the viewset of sites, which it replaces.
@hooks.register("register_admin_viewset", order=10)
def register_page_screens() -> DeskPageViewSet:
    """Return the viewset with the page views, which replaces the one of ``sites``."""
    return DeskPageViewSet()


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    """Return the link to the admin's style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/desk.css"))


@hooks.register("register_admin_urls")
def register_manual_urls() -> list[URLPattern]:
    """Return the URLs of the manual."""
    return manual_urlpatterns


@hooks.register("register_admin_menu_item")
def register_manual_menu_item() -> MenuItem:
    """Return the menu item of the manual, the last in the menu."""
    # Lazy, because the item is created once and shown in the language of each user.
    label = gettext_lazy("Instructions")
    return MenuItem(label, reverse("manual"), name="manual", icon_name="help", order=LAST)


for _name in ("before_move_page", "before_copy_page", "before_edit_page", "before_unpublish_page"):
    hooks.register(_name, deny_trashed_page)
hooks.register("before_bulk_action", deny_trashed_pages)
hooks.register("construct_explorer_page_queryset", exclude_from_explorer)
hooks.register("construct_page_chooser_queryset", exclude_from_choosers)
# After the hooks that protect home pages.
hooks.register("before_delete_page", delete_page, order=10)

# Wagtail uses the action of a type that was registered last.
for _action in (TrashPagesAction, TrashImagesAction, TrashDocumentsAction):
    hooks.register("register_bulk_action", _action, order=10)
PagesAdminAPIViewSet.actions["delete"] = TrashPageAPIAction


@hooks.register("register_actions", order=10)
def register_file_actions(registry: ActionRegistry) -> None:
    """Replace Wagtail's delete action of images and documents."""
    for model in (CustomImage, CustomDocument):
        registry.register(model, TrashFileAction)


# Before Wagtail's own URLs: two of these replace its delete views of images and documents.
@hooks.register("register_admin_urls", order=-10)
def register_bin_urls() -> list[URLPattern]:
    """Return the URLs of the trash and of the replaced delete views."""
    return trash_urlpatterns


@hooks.register("register_admin_menu_item")
def register_bin_menu_item() -> MenuItem:
    """Return the menu item of the trash, for all users of the admin."""
    label = gettext_lazy("Bin")
    return MenuItem(label, reverse_lazy("bin"), name="bin", icon_name="bin", order=9000)


@hooks.register("register_log_actions")
def register_bin_log_actions(actions: LogActionRegistry) -> None:
    """Register the log actions of pages (``home.bin…``) and files (``agencies.bin…``)."""
    for prefix in ("home.bin", "agencies.bin"):
        for action, words in (
            (prefix, gettext_lazy("Moved to the bin")),
            (f"{prefix}.restore", gettext_lazy("Restored from the bin")),
            (f"{prefix}.purge", gettext_lazy("Deleted for good")),
        ):
            actions.register_action(action, words, words)


@hooks.register("register_admin_urls")
def register_feedback_urls() -> list[URLResolver]:
    """Return the admin URLs of messages."""
    return [path("", include((feedback_urlpatterns, "feedback")))]


@hooks.register("register_admin_menu_item")
def register_feedback_item() -> MenuItem:
    """Return the menu item of messages, for members of an agency."""
    label = gettext_lazy("Citizens’ messages")
    url = reverse_lazy("feedback:units")
    return AgencyMenuItem(label, url, name="feedback", icon_name="comment", order=22)


@hooks.register("register_reports_menu_item")
def register_counts_item() -> MenuItem:
    """Return the menu item of the report, for ICT administrators."""
    label = gettext_lazy("Messages from citizens")
    url = reverse_lazy("feedback:counts")
    return AdministratorMenuItem(label, url, name="feedback-counts", icon_name="comment", order=950)


@hooks.register("register_log_actions")
def register_feedback_actions(actions: LogActionRegistry) -> None:
    """Register the log actions of messages."""
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
