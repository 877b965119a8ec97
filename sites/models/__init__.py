"""Models of the app ``agencies``."""

from sites.models.agency import (
    GEOCODE_DIGITS,
    Agency,
    AgencyQuerySet,
    Kind,
    Status,
)
from sites.models.audience_code import BELOW, EVERYONE, parse_code
from sites.models.cache_version import CacheVersion
from sites.models.edge_purge import EdgePurge
from sites.models.former import FormerHost, FormerName, HostAlias
from sites.models.group import AgencyGroup
from sites.models.host_check import Failure, HostCheck
from sites.models.settings import Accent, AgencySettings
from sites.models.succession import Succession
from sites.models.table_upload import LIFETIME, TableKind, TableRun, TableUpload
from sites.models.translation import MirroredRestriction, WaitingTranslation
from sites.models.translation_state import TranslationState, VersionRecord
from sites.models.translator_language import TranslatorLanguage

__all__ = [
    "Accent",
    "Agency",
    "AgencyGroup",
    "AgencyQuerySet",
    "AgencySettings",
    "BELOW",
    "EVERYONE",
    "EdgePurge",
    "GEOCODE_DIGITS",
    "Failure",
    "FormerHost",
    "FormerName",
    "CacheVersion",
    "HostAlias",
    "HostCheck",
    "Kind",
    "LIFETIME",
    "MirroredRestriction",
    "Status",
    "Succession",
    "TableKind",
    "TableRun",
    "TableUpload",
    "TranslationState",
    "VersionRecord",
    "TranslatorLanguage",
    "WaitingTranslation",
    "parse_code",
]
