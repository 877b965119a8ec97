"""Wagtail hooks of reorganisation: addresses, the menu item, and actions of the log."""

from operator import methodcaller

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from reorganisation.admin.plans import MENU_ITEM
from reorganisation.admin.urls import urlpatterns
from reorganisation.services.plan_drafts import SCHEDULED
from reorganisation.services.step_undo import UNDONE

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: MENU_ITEM)
for _action in (
    (
        UNDONE,
        _("Take a step of a reorganisation back"),
        _("Step of a reorganisation taken back"),
    ),
    (
        SCHEDULED,
        _("Set the moment of a reorganisation"),
        _("Moment of a reorganisation set or withdrawn"),
    ),
):
    hooks.register("register_log_actions", methodcaller("register_action", *_action))
