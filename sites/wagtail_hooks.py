"""Wagtail hooks of this app: protection of pages, viewsets, menu items and log actions."""

from operator import methodcaller

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from content.models.trash import VERSION_USED
from sites.admin.chooser import AgencyChooserViewSet
from sites.admin.files import urlpatterns
from sites.admin.pages import filter_choosable_pages, scope_admin_api
from sites.admin.protection import (
    protect_archived_agencies,
    protect_archived_agency,
    protect_home_page,
    protect_home_pages,
)
from sites.admin.translation_buttons import list_translation_buttons
from sites.admin.viewsets import AgencyGroupViewSet, AgencyViewSet
from sites.localization.guards import SPELLING_ONLY
from sites.localization.propagation import STAYED_AWAY
from sites.models import Agency
from sites.permissions.policies import AgencyPolicy
from sites.receivers import bump_moved_files

for _hook in ("before_delete_page", "before_unpublish_page", "before_move_page"):
    hooks.register(_hook, protect_home_page)
hooks.register("before_bulk_action", protect_home_pages)

hooks.register("register_page_header_buttons", list_translation_buttons)
hooks.register("construct_page_chooser_queryset", filter_choosable_pages)
# Must run after the hooks in which Wagtail's apps register their endpoints.
hooks.register("construct_admin_api", scope_admin_api, order=1000)

for _act in ("edit", "create", "delete", "unpublish", "move", "copy", "convert_alias"):
    hooks.register(f"before_{_act}_page", protect_archived_agency)
hooks.register("before_bulk_action", protect_archived_agencies)
hooks.register("after_bulk_action", bump_moved_files)

hooks.register("register_admin_urls", lambda: [path("", include((urlpatterns, "files")))])
register_permission_policy(Agency, AgencyPolicy(Agency))
for _viewset in (AgencyViewSet, AgencyChooserViewSet, AgencyGroupViewSet):
    hooks.register("register_admin_viewset", _viewset)

for _action in (
    ("agencies.archive", _("End a unit"), _("Unit ended")),
    ("agencies.announce_end", _("Announce the end of a unit"), _("End of a unit announced")),
    (
        "agencies.withdraw_announcement",
        _("Withdraw the announcement of an end"),
        _("Announcement of an end withdrawn"),
    ),
    ("agencies.restore", _("Restore a unit"), _("Unit restored")),
    ("agencies.remove_alias", _("Remove a former address"), _("Former address removed")),
    (SPELLING_ONLY, _("Only spelling"), _("Only spelling corrected; translations stay current")),
    (
        STAYED_AWAY,
        _("Leave a translation a draft"),
        _("Translation stayed a draft, because a file in it has changed"),
    ),
    (VERSION_USED, _("Use another file"), _("Another file of it is used")),
    ("agencies.group_add", _("Add units to a group"), _("Units added to the group")),
    ("agencies.group_remove", _("Take units out of a group"), _("Units taken out of the group")),
):
    hooks.register("register_log_actions", methodcaller("register_action", *_action))
