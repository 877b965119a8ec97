"""Whose invitations and entries of the journal are."""

from django.contrib.auth.models import Group

from accounts.models import Invitation
from sites.isolation.ownership import belongs_with
from sites.models import Agency, AuditEntry


@belongs_with(Invitation)
def group(invitation: Invitation) -> Group:
    return invitation.group


@belongs_with(AuditEntry)
def agency(entry: AuditEntry) -> Agency | None:
    return entry.agency
