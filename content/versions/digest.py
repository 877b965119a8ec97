"""Digests of what a decision is about.

The digest of a version covers its stored content and the files that it shows. The digest of a file
covers its bytes, its title and its description.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from wagtail.models import ReferenceIndex, Revision

from content.models import CustomDocument, CustomImage, FileDigest, KeptVersion

FILES = (CustomImage, CustomDocument)
# First digits of a digest, as people read them.
DIGITS = 12
# SHA-256 of a file that the storage does not have.
MISSING = ""

# Content type, primary key as text, digest.
File = tuple[int, str, str]


@dataclass(frozen=True)
class VersionDigest:
    """Digest of a version: ``value`` in hexadecimal digits, and the ``files`` in it."""

    value: str
    files: tuple[File, ...]


def compute_digest(version: Revision, shown: Any = None) -> VersionDigest:
    """Return the digest of a stored version with the files as they are now.

    ``shown``: the page or bulletin as the version has it, for callers that have read it already.
    """
    files = tuple(_iter_files(shown or version.as_object()))
    return VersionDigest(combine(version, files), files)


def combine(version: Revision | KeptVersion, files: Iterable[File]) -> str:
    """Return the digest of a version, or of its kept copy, that shows these files."""
    shown = [[_get_label(kind), key, digest] for kind, key, digest in sorted(files)]
    kind = _get_label(version.base_content_type_id)
    return hash_content([kind, str(version.object_id), version.content, shown])


def compute_file_digest(file: CustomImage | CustomDocument) -> str:
    """Return the digest of a picture or document, its title and its description."""
    description = getattr(file, "description", "")
    return hash_content(
        [file._meta.label_lower, file.pk, get_sha256(file.file), file.title, description]
    )


def get_sha256(file: FieldFile) -> str:
    """Return the SHA-256 of a stored file in hexadecimal digits, ``MISSING`` if it is not there.

    The function reads each file once, and keeps the result.
    """
    path = file.name or ""
    known = FileDigest.objects.filter(path=path).values_list("sha256", flat=True).first()
    if known is not None:
        return known
    try:
        with file.storage.open(path) as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return MISSING
    FileDigest.objects.get_or_create(path=path, defaults={"sha256": found})
    return found


def hash_content(value: Any) -> str:
    """Return the SHA-256 of a value of JSON, the same for a version in memory and in the database.

    In memory a version has dates, stored it has texts.
    """
    text = json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _get_label(content_type: int) -> str:
    # Keys of content types differ between installations.
    kind = ContentType.objects.get_for_id(content_type)
    return f"{kind.app_label}.{kind.model}"


def _iter_files(shown: Any) -> Iterable[File]:
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in FILES}
    references = ReferenceIndex._extract_references_from_object(shown)
    files = {(one[0], str(one[1])) for one in references if one[0] in kinds}
    if hasattr(shown, "list_decided_files") and (decided := shown.list_decided_files()) is not None:
        files = decided
    for kind, key in sorted(files):
        file = kinds[kind]._base_manager.filter(pk=key).first()
        yield kind, str(key), compute_file_digest(file) if file else MISSING
