"""Menu items "Members" and "Journal" of the admin."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from accounts.permissions import is_administrator
from members.admin.audit_log import sees_all
from sites.permissions.ownership import agencies_of, moderated_by


class MembersMenuItem(MenuItem):
    """Menu item for moderators and ICT administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user) or bool(moderated_by(request.user))


class JournalMenuItem(MenuItem):
    """Menu item for members of an agency, ICT administrators and auditors."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_all(request.user) or bool(agencies_of(request.user))
