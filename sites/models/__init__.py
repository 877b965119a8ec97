from sites.models.agency import EVERYONE, Agency, FormerName, HostAlias, Kind, Status
from sites.models.approval import AgencyApprovalTask
from sites.models.audit import AuditEntry
from sites.models.files import AgencyDocument, AgencyImage, AgencyRendition
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
from sites.models.settings import Accent, AgencySettings
from sites.models.uploads import TableUpload

__all__ = [
    "EVERYONE",
    "MANDATORY",
    "Accent",
    "Agency",
    "AgencyApprovalTask",
    "AgencyDocument",
    "AgencyGroup",
    "AgencyImage",
    "AgencyRendition",
    "AgencySettings",
    "AuditEntry",
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
    "Status",
    "TableUpload",
]
