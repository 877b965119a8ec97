"""Owners of invitations, journal entries, role changes and notifications."""

from django.contrib.auth.models import Group

from accounts.models import Invitation, User
from sites.isolation.ownership import belongs_with
from sites.models import Agency, AuditEntry, Notification, NotificationChoice, RoleChange


@belongs_with(Invitation)
def group(invitation: Invitation) -> Group:
    """Return the group that the invitation is for; its agency owns the invitation."""
    return invitation.group


@belongs_with(AuditEntry, RoleChange)
def agency(record: AuditEntry | RoleChange) -> Agency | None:
    """Return the agency that owns the record, None for central journal entries."""
    return record.agency


@belongs_with(Notification, NotificationChoice)
def person(record: Notification | NotificationChoice) -> User:
    """Return the user whose notification or preference it is."""
    return record.person
