"""The models of members: approval, journal, notifications and role changes."""

from members.models.approval import (
    AgencyApprovalTask,
    ApprovalTask,
    as_object_ids,
)
from members.models.audit import AuditEntry
from members.models.notification import (
    MANDATORY,
    Notification,
    NotificationChoice,
    NotificationKind,
    Pace,
)
from members.models.role_change import (
    RoleChange,
    RoleChangeKind,
    RoleChangeOutcome,
)

__all__ = [
    "AgencyApprovalTask",
    "ApprovalTask",
    "AuditEntry",
    "MANDATORY",
    "Notification",
    "NotificationChoice",
    "NotificationKind",
    "Pace",
    "RoleChange",
    "RoleChangeKind",
    "RoleChangeOutcome",
    "as_object_ids",
]
