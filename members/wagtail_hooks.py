"""Wagtail hooks of members: approval of pages, members and journal in the admin."""

from operator import methodcaller

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from members.admin.action_menu import (
    customize_action_menu,
    lead_to_review,
    save_submission_note,
    show_change_request,
)
from members.admin.approval import REMINDED, ApprovalViewSet
from members.admin.audit_log import say_created
from members.admin.menu import ITEMS
from members.admin.settings_panels import NotificationPreferencesPanel
from members.admin.urls import urlpatterns

hooks.register("register_admin_viewset", ApprovalViewSet)
hooks.register("register_admin_urls", lambda: urlpatterns)
for _item in ITEMS:
    hooks.register("register_admin_menu_item", lambda item=_item: item)

hooks.register("construct_page_action_menu", customize_action_menu)
hooks.register("before_edit_page", show_change_request)
hooks.register("before_publish_page", lead_to_review)
for _name in ("after_create_page", "after_edit_page"):
    hooks.register(_name, save_submission_note)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin/actions.css")),
)
hooks.register("register_account_settings_panel", NotificationPreferencesPanel)

hooks.register(
    "register_log_actions",
    methodcaller("register_action", REMINDED, _("Remind approvers"), _("Approvers were reminded")),
)
# After Wagtail's own.
hooks.register("register_log_actions", say_created, order=1)
