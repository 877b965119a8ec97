"""The models of images, documents and their trash."""

from content.models.decision import (
    PUBLISHING,
    Act,
    ComparedDecision,
    DecidedFile,
    Decision,
    FileDigest,
    KeptVersion,
    PublicationCheck,
    PublicationFault,
)
from content.models.files import (
    MAX_CHARACTERS,
    CustomDocument,
    CustomImage,
    CustomRendition,
    DocumentText,
    ExtractionStatus,
    make_secret,
)
from content.models.trash import SoftDeleteMixin

__all__ = [
    "Act",
    "ComparedDecision",
    "DecidedFile",
    "Decision",
    "FileDigest",
    "KeptVersion",
    "PUBLISHING",
    "PublicationCheck",
    "PublicationFault",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "SoftDeleteMixin",
    "DocumentText",
    "MAX_CHARACTERS",
    "ExtractionStatus",
    "make_secret",
]
