"""Whose invitations, entries of the journal and notifications are."""

from django.contrib.auth.models import Group

from accounts.models import Invitation, User
from sites.isolation.ownership import belongs_with
from sites.models import Agency, AuditEntry, Notification, NotificationChoice, RoleChange


@belongs_with(Invitation)
def group(invitation: Invitation) -> Group:
    return invitation.group


@belongs_with(AuditEntry, RoleChange)
def agency(record: AuditEntry | RoleChange) -> Agency | None:
    return record.agency


@belongs_with(Notification, NotificationChoice)
def person(record: Notification | NotificationChoice) -> User:
    return record.person
