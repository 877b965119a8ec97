"""Menu items "Members" and "Journal" of the admin."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from accounts.permissions import is_administrator
from members.permissions import can_view_all_entries
from sites.permissions.ownership import get_active_agency_ids, get_moderated_agency_ids


class MembersMenuItem(MenuItem):
    """Menu item for moderators and ICT administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user) or bool(get_moderated_agency_ids(request.user))


class AuditMenuItem(MenuItem):
    """Menu item for members of an agency, ICT administrators and auditors."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_view_all_entries(request.user) or bool(get_active_agency_ids(request.user))


ITEMS = [
    MembersMenuItem(
        _("Members"), reverse_lazy("people:index"), name="members", icon_name="group", order=96
    ),
    AuditMenuItem(
        _("Journal"), reverse_lazy("audit:index"), name="journal", icon_name="history", order=97
    ),
]
