"""Wagtail hooks of members: approval of pages, members and journal in the admin."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from members.admin.action_menu import customize_action_menu, show_change_request
from members.admin.approval import REMINDED, ApprovalViewSet
from members.admin.menu import JournalMenuItem, MembersMenuItem
from members.admin.settings_panels import NotificationPreferencesPanel
from members.admin.urls import audit_urlpatterns, urlpatterns

hooks.register("construct_page_action_menu", customize_action_menu)
hooks.register("before_edit_page", show_change_request)
hooks.register("register_account_settings_panel", NotificationPreferencesPanel)


@hooks.register("register_admin_viewset")
def register_approval_viewset() -> ApprovalViewSet:
    """Return the viewset of page approval."""
    return ApprovalViewSet()


@hooks.register("register_log_actions")
def register_reminder(actions: LogActionRegistry) -> None:
    """Register the log action of reminding those who may approve a page."""
    actions.register_action(REMINDED, _("Remind approvers"), _("Approvers were reminded"))


@hooks.register("register_admin_urls")
def register_people_and_journal() -> list[URLResolver]:
    """Return the admin URLs of members and of the journal."""
    return [
        path("people/", include((urlpatterns, "people"))),
        path("journal/", include((audit_urlpatterns, "audit"))),
    ]


@hooks.register("register_admin_menu_item")
def register_members() -> MenuItem:
    """Return the menu item of members."""
    url = reverse("people:index")
    return MembersMenuItem(_("Members"), url, name="members", icon_name="group", order=96)


@hooks.register("register_admin_menu_item")
def register_journal() -> MenuItem:
    """Return the menu item of the journal."""
    url = reverse("audit:index")
    return JournalMenuItem(_("Journal"), url, name="journal", icon_name="history", order=97)
