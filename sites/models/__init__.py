"""Models of the app ``agencies``."""

from sites.models.agency import EVERYONE, Agency, FormerName, HostAlias, Kind, Status
from sites.models.approval import AgencyApprovalTask
from sites.models.audit import AuditEntry
from sites.models.files import (
    MOST_CHARACTERS,
    AgencyDocument,
    AgencyImage,
    AgencyRendition,
    DocumentText,
    Reading,
)
from sites.models.generation import Generation
from sites.models.groups import AgencyGroup
from sites.models.host_check import Failure, HostCheck
from sites.models.notification import (
    MANDATORY,
    Notification,
    NotificationChoice,
    NotificationKind,
    Pace,
)
from sites.models.role_change import RoleChange, RoleChangeKind, RoleChangeOutcome
from sites.models.settings import Accent, AgencySettings
from sites.models.uploads import TableUpload

__all__ = [
    "EVERYONE",
    "MANDATORY",
    "MOST_CHARACTERS",
    "Accent",
    "Agency",
    "AgencyApprovalTask",
    "AgencyDocument",
    "AgencyGroup",
    "AgencyImage",
    "AgencyRendition",
    "AgencySettings",
    "AuditEntry",
    "DocumentText",
    "Failure",
    "FormerName",
    "Generation",
    "HostAlias",
    "HostCheck",
    "Kind",
    "Notification",
    "NotificationChoice",
    "NotificationKind",
    "Pace",
    "Reading",
    "RoleChange",
    "RoleChangeKind",
    "RoleChangeOutcome",
    "Status",
    "TableUpload",
]
