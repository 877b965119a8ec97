from sites.models.agency import Agency, HostAlias, Kind, Status
from sites.models.approval import AgencyApprovalTask
from sites.models.audit import AuditEntry
from sites.models.files import AgencyDocument, AgencyImage, AgencyRendition
from sites.models.settings import Accent, AgencySettings
from sites.models.uploads import TableUpload

__all__ = [
    "Accent",
    "Agency",
    "AgencyApprovalTask",
    "AgencyDocument",
    "AgencyImage",
    "AgencyRendition",
    "AgencySettings",
    "AuditEntry",
    "HostAlias",
    "Kind",
    "Status",
    "TableUpload",
]
