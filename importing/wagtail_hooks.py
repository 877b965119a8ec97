"""Wagtail hooks of importing: addresses, styles of its screens, and its acts in the journal."""

from operator import methodcaller

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from importing.admin.urls import urlpatterns
from importing.services.agency_import import ACTIONS

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin/word.css")),
)
for _name, _label in ACTIONS.items():
    hooks.register("register_log_actions", methodcaller("register_action", _name, _label, _label))
