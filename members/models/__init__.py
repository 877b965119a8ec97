"""The models of members: approval, journal, notifications and role changes."""

from members.models.approval import (
    MAX_NOTE_LENGTH,
    AgencyApprovalTask,
    ApprovalTask,
    SubmissionNote,
    list_object_ids,
)
from members.models.audit import PUBLICATIONS, AuditAnchor, AuditChain, AuditEntry
from members.models.notification import (
    ANNOUNCEMENTS,
    MANDATORY,
    OF_ADMINISTRATORS,
    DeliveryMode,
    Notification,
    NotificationKind,
    NotificationPreference,
)
from members.models.role_change import RoleChange, RoleChangeKind, RoleChangeOutcome
from members.models.waiting_words import WaitingWords

__all__ = [
    "AgencyApprovalTask",
    "ApprovalTask",
    "AuditAnchor",
    "AuditChain",
    "AuditEntry",
    "ANNOUNCEMENTS",
    "MANDATORY",
    "MAX_NOTE_LENGTH",
    "OF_ADMINISTRATORS",
    "PUBLICATIONS",
    "Notification",
    "NotificationPreference",
    "NotificationKind",
    "DeliveryMode",
    "RoleChange",
    "RoleChangeKind",
    "RoleChangeOutcome",
    "SubmissionNote",
    "WaitingWords",
    "list_object_ids",
]
