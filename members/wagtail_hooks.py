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
from members.admin.appointments import mention_appointment, mention_missing_correction
from members.admin.approval import REMINDED, ApprovalViewSet
from members.admin.audit_log import say_created
from members.admin.menu import ITEMS
from members.admin.settings_panels import NotificationPreferencesPanel
from members.admin.urls import urlpatterns
from members.admin.website_details import mention_waiting_details
from members.services.waiting_words import APPROVED_WORDS, RETURNED_WORDS

hooks.register("register_admin_viewset", ApprovalViewSet)
hooks.register("register_admin_urls", lambda: urlpatterns)
for _item in ITEMS:
    hooks.register("register_admin_menu_item", lambda item=_item: item)

hooks.register("construct_page_action_menu", customize_action_menu)
hooks.register("before_edit_page", show_change_request)
hooks.register("before_edit_page", mention_appointment)
hooks.register("before_publish_page", lead_to_review)
hooks.register("after_publish_page", mention_missing_correction)
for _name in ("after_create_page", "after_edit_page"):
    hooks.register(_name, save_submission_note)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin/actions.css")),
)
hooks.register("register_account_settings_panel", NotificationPreferencesPanel)
hooks.register("before_edit_setting", mention_waiting_details)

for _action, _label, _message in (
    (REMINDED, _("Remind approvers"), _("Approvers were reminded")),
    (APPROVED_WORDS, _("Publish words"), _("Words of a record were published")),
    (RETURNED_WORDS, _("Send words back"), _("Words of a record were sent back")),
):
    hooks.register(
        "register_log_actions", methodcaller("register_action", _action, _label, _message)
    )
# After Wagtail's own.
hooks.register("register_log_actions", say_created, order=1)
