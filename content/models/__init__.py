"""The models of images, documents and their trash."""

from content.models.files import (
    MOST_CHARACTERS,
    AgencyDocument,
    AgencyImage,
    AgencyRendition,
    DocumentText,
    Reading,
    make_secret,
)
from content.models.trash import Binnable

__all__ = [
    "AgencyDocument",
    "AgencyImage",
    "AgencyRendition",
    "Binnable",
    "DocumentText",
    "MOST_CHARACTERS",
    "Reading",
    "make_secret",
]
