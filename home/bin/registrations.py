"""Wagtail hooks of the trash; imported by ``home.wagtail_hooks``."""

from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from home.bin.deleting import (
    BinDocumentsAction,
    BinFileAction,
    BinImagesAction,
    BinPageAPIAction,
    BinPagesAction,
    delete_page,
)
from home.bin.hiding import (
    hide_in_choosers,
    hide_in_explorer,
    refuse_page,
    refuse_pages,
)
from home.bin.urls import urlpatterns as bin_urls
from sites.models import AgencyDocument, AgencyImage

for _name in ("before_move_page", "before_copy_page", "before_edit_page", "before_unpublish_page"):
    hooks.register(_name, refuse_page)
hooks.register("before_bulk_action", refuse_pages)
hooks.register("construct_explorer_page_queryset", hide_in_explorer)
hooks.register("construct_page_chooser_queryset", hide_in_choosers)
# After the hooks that protect home pages.
hooks.register("before_delete_page", delete_page, order=10)

# Wagtail uses the action of a type that was registered last.
for _action in (BinPagesAction, BinImagesAction, BinDocumentsAction):
    hooks.register("register_bulk_action", _action, order=10)
PagesAdminAPIViewSet.actions["delete"] = BinPageAPIAction


@hooks.register("register_actions", order=10)
def register_file_actions(registry: ActionRegistry) -> None:
    """Replace Wagtail's delete action of images and documents."""
    for model in (AgencyImage, AgencyDocument):
        registry.register(model, BinFileAction)


# Before Wagtail's own URLs: two of these replace its delete views of images and documents.
@hooks.register("register_admin_urls", order=-10)
def register_bin_urls() -> list[URLPattern]:
    """Return the URLs of the trash and of the replaced delete views."""
    return bin_urls


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
