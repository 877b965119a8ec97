"""Wagtail hooks of responses: menu item, admin URLs and log actions."""

from django.urls import URLPattern
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from responses.admin.menu import get_menu_item
from responses.admin.urls import urlpatterns
from responses.services.acknowledgements import ACTIONS

hooks.register("register_admin_menu_item", get_menu_item)


@hooks.register("register_admin_urls")
def register_responses() -> list[URLPattern]:
    """Return the admin URLs of acknowledgements and display checks."""
    return urlpatterns


@hooks.register("register_log_actions")
def register_acknowledgement_actions(actions: LogActionRegistry) -> None:
    """Register the log actions of acknowledgements."""
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
