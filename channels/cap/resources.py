"""Resources of a CAP message: recordings, files, pictures, the poster (CAP 1.2, 3.2.3)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from wagtail.blocks import StreamValue

from bulletins.models import Bulletin
from channels.models import BulletinRecording
from content.blocks import FileBlock, PictureBlock
from content.models import CustomDocument, CustomImage
from content.renditions import get_responsive_picture
from sites.models import Agency
from sites.permissions.ownership import has_language


@dataclass(frozen=True)
class Resource:
    """File with its type, its size in bytes, and the SHA-1 of its content (CAP 1.2, 3.2.3 digest).

    `size` is 0 and `digest` empty of what is made when it is asked for. `digest`: hexadecimal.
    """

    description: str
    mime_type: str
    size: int
    uri: str
    digest: str


def make_recording_resource(
    recording: BulletinRecording, description: str, agency: Agency
) -> Resource:
    """Return a recording, at its URL on the website of ``agency``."""
    return Resource(
        description,
        recording.content_type,
        recording.size,
        agency.root_url + recording.file.url,
        _compute_digest(recording.file),
    )


def make_poster_resource(source: Bulletin, description: str, agency: Agency) -> Resource:
    """Return the poster of an emergency, at its URL on the website of ``agency``.

    In the active language, or in the default one if the website does not have it.
    """
    language = get_language() or ""
    known = language if has_language(agency, language) else settings.LANGUAGE_CODE
    with translation.override(known):
        path = reverse("bulletin_poster", args=[source.slug])
    return Resource(description, "application/pdf", 0, agency.root_url + path, "")


def list_files(source: Bulletin, text: Bulletin, agency: Agency) -> list[Resource]:
    """Return the files to download of a bulletin, each once, then the pictures of its text.

    ``source``: has the attachments; ``text``: the row of the language. The URLs are those on the
    website of ``agency``. What is in the bin or cannot be read is left out.
    """
    found: list[tuple[str, CustomDocument | CustomImage]] = [
        *_iter_documents(source, text),
        *_iter_pictures(text.body),
    ]
    resources: dict[str, Resource] = {}
    for description, file in found:
        resource = (
            _make_document_resource(file, description, agency)
            if isinstance(file, CustomDocument)
            else _make_picture_resource(file, description, agency)
        )
        if resource:
            resources.setdefault(resource.uri, resource)
    return list(resources.values())


def _iter_documents(source: Bulletin, text: Bulletin) -> Iterator[tuple[str, CustomDocument]]:
    for attachment in source.attachments.all():
        yield attachment.caption or attachment.document.title, attachment.document
    for value in _iter_values(text.body, FileBlock):
        if value["document"]:
            yield value["caption"] or value["document"].title, value["document"]


def _iter_pictures(body: StreamValue) -> Iterator[tuple[str, CustomImage]]:
    for picture in _iter_values(body, PictureBlock):
        if picture:
            words = getattr(picture, "contextual_alt_text", "") or picture.description
            yield words or picture.title, picture


def _iter_values(body: StreamValue, kind: type[Any]) -> Iterator[Any]:
    return (child.value for child in body if isinstance(child.block, kind))


def _make_document_resource(
    document: CustomDocument, description: str, agency: Agency
) -> Resource | None:
    if document.binned_at:
        return None
    size, digest = document.get_file_size(), document.get_file_hash()
    if not size:
        return None
    url = agency.root_url + document.url
    return Resource(description, document.content_type, size, url, digest)


def _make_picture_resource(
    picture: CustomImage, description: str, agency: Agency
) -> Resource | None:
    """Return the picture as pages show it where they have no better format: a JPEG."""
    if picture.is_svg() or picture.binned_at:
        return None
    shown = get_responsive_picture(picture, "whole")
    digest = _compute_digest(shown.image.file) if shown else ""
    if shown is None or not digest:
        return None
    rendition = shown.image
    url = agency.root_url + rendition.url
    return Resource(description, "image/jpeg", rendition.file.size, url, digest)


def _compute_digest(file: File) -> str:
    """Return the SHA-1 of a file, which CAP prescribes; empty if it cannot be read."""
    try:
        with file.storage.open(file.name, "rb") as content:  # type: ignore[attr-defined]
            return hashlib.file_digest(
                content, lambda: hashlib.sha1(usedforsecurity=False)
            ).hexdigest()
    except OSError:
        return ""
