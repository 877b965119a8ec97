from sites.models.agency import Agency, HostAlias, Kind, Status
from sites.models.files import AgencyDocument, AgencyImage, AgencyRendition
from sites.models.settings import Accent, AgencySettings
from sites.models.uploads import TableUpload

__all__ = [
    "Accent",
    "Agency",
    "AgencyDocument",
    "AgencyImage",
    "AgencyRendition",
    "AgencySettings",
    "HostAlias",
    "Kind",
    "Status",
    "TableUpload",
]
