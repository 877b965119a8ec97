"""Wagtail hooks of this app: protection of pages, viewsets, menu items and log actions."""

from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from sites.approval.action_menu import show_change_request, tidy
from sites.approval.screens import REMINDED, ApprovalViewSet
from sites.handlers import renew_moved_files
from sites.isolation.screens import (
    OwnPageViewSet,
    offer_own_and_provincial_pages,
    scope_admin_api,
)
from sites.models import Agency
from sites.notifications.settings_panel import NotificationPacesPanel
from sites.people.menu import JournalMenuItem, MembersMenuItem
from sites.protection import (
    keep_ended_unit,
    keep_ended_units,
    keep_home_page,
    keep_home_pages,
)
from sites.screens.agency_groups import AgencyGroupViewSet
from sites.screens.chooser import AgencyChooserViewSet
from sites.screens.policy import AgencyPolicy
from sites.screens.viewset import AgencyViewSet

for _hook in ("before_delete_page", "before_unpublish_page", "before_move_page"):
    hooks.register(_hook, keep_home_page)
hooks.register("before_bulk_action", keep_home_pages)
hooks.register("construct_page_action_menu", tidy)
hooks.register("before_edit_page", show_change_request)

hooks.register("construct_page_chooser_queryset", offer_own_and_provincial_pages)
# Must run after the hooks in which Wagtail's apps register their endpoints.
hooks.register("construct_admin_api", scope_admin_api, order=1000)

for _action in ("edit", "create", "delete", "unpublish", "move", "copy", "convert_alias"):
    hooks.register(f"before_{_action}_page", keep_ended_unit)
hooks.register("before_bulk_action", keep_ended_units)
hooks.register("after_bulk_action", renew_moved_files)

hooks.register("register_account_settings_panel", NotificationPacesPanel)

register_permission_policy(Agency, AgencyPolicy(Agency))


@hooks.register("insert_global_admin_js")
def register_upload_notes() -> SafeString:
    """Return the script that shows ``upload_notes`` after an upload."""
    script = '<script type="module" src="{}"></script>'
    return format_html(script, static("js/admin/upload-notes.js"))


@hooks.register("register_admin_viewset")
def register_agency_viewset() -> AgencyViewSet:
    """Register the admin views of agencies."""
    return AgencyViewSet()


@hooks.register("register_admin_viewset")
def register_page_viewset() -> OwnPageViewSet:
    """Register the page listing without the filters that list all users and all websites."""
    return OwnPageViewSet()


@hooks.register("register_admin_viewset")
def register_approval_viewset() -> ApprovalViewSet:
    """Register the admin views of approvals."""
    return ApprovalViewSet()


@hooks.register("register_log_actions")
def register_reminder(actions: LogActionRegistry) -> None:
    """Register the log action for reminders of approvers."""
    actions.register_action(REMINDED, _("Remind approvers"), _("Approvers were reminded"))


@hooks.register("register_admin_urls")
def register_people_and_journal() -> list[URLResolver]:
    """Return the URL patterns of the members and of the journal (the audit log)."""
    return [
        path("people/", include("sites.people.urls")),
        path("journal/", include("sites.audit.urls")),
    ]


@hooks.register("register_admin_menu_item")
def register_members() -> MenuItem:
    """Return the menu item *Members*."""
    url = reverse("people:index")
    return MembersMenuItem(_("Members"), url, name="members", icon_name="group", order=96)


@hooks.register("register_admin_menu_item")
def register_journal() -> MenuItem:
    """Return the menu item *Journal*."""
    url = reverse("audit:index")
    return JournalMenuItem(_("Journal"), url, name="journal", icon_name="history", order=97)


@hooks.register("register_admin_viewset")
def register_agency_chooser() -> AgencyChooserViewSet:
    """Register the chooser of agencies for forms."""
    return AgencyChooserViewSet()


@hooks.register("register_admin_viewset")
def register_group_viewset() -> AgencyGroupViewSet:
    """Register the admin views of groups of agencies."""
    return AgencyGroupViewSet()


@hooks.register("register_log_actions")
def register_agency_actions(actions: LogActionRegistry) -> None:
    """Register the log actions for agencies, their aliases and their groups."""
    actions.register_action("agencies.archive", _("End a unit"), _("Unit ended"))
    actions.register_action("agencies.restore", _("Restore a unit"), _("Unit restored"))
    actions.register_action(
        "agencies.remove_alias", _("Remove a former address"), _("Former address removed")
    )
    actions.register_action(
        "agencies.group_add", _("Add units to a group"), _("Units added to the group")
    )
    actions.register_action(
        "agencies.group_remove", _("Take units out of a group"), _("Units taken out of the group")
    )
