"""Wagtail hooks of importing: addresses, and styles of its screens."""

from operator import methodcaller

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from importing.admin.reorganisation import MENU_ITEM
from importing.admin.urls import urlpatterns
from importing.services.plan_drafts import SCHEDULED
from importing.services.step_undo import UNDONE

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: MENU_ITEM)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin/word.css")),
)
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
