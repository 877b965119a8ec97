"""The models of members: approval, journal, notifications and role changes."""

from members.models.approval import AgencyApprovalTask, ApprovalTask, list_object_ids
from members.models.audit import AuditEntry
from members.models.notification import (
    ANNOUNCEMENTS,
    MANDATORY,
    DeliveryMode,
    Notification,
    NotificationKind,
    NotificationPreference,
)
from members.models.role_change import RoleChange, RoleChangeKind, RoleChangeOutcome

__all__ = [
    "AgencyApprovalTask",
    "ApprovalTask",
    "AuditEntry",
    "ANNOUNCEMENTS",
    "MANDATORY",
    "Notification",
    "NotificationPreference",
    "NotificationKind",
    "DeliveryMode",
    "RoleChange",
    "RoleChangeKind",
    "RoleChangeOutcome",
    "list_object_ids",
]
