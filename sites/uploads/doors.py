"""Every view that takes a file, and what is done with the file before the view begins.

A file sent to any other view does not arrive there. Each app declares its own doors when it is
ready; ``sites.uploads.middleware`` reads them.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sites.uploads import documents, pictures
from sites.uploads.examined import ExaminedUpload, RewrittenUpload, SizedFile

# Takes an upload and returns what the view gets; raises ValidationError, in words for the person.
Examine = Callable[[UploadedFile], UploadedFile]
DOORS: dict[str, Examine] = {}
# Views that take up what has been accepted before and waits for a description or another title.
WAITING: dict[str, Callable[[File], File]] = {}


def register_doors(*view_names: str, examine: Examine) -> None:
    """Let the views with these full names take a file, after ``examine`` has accepted it."""
    for name in view_names:
        DOORS[name] = examine


def examine_picture(upload: UploadedFile) -> RewrittenUpload:
    """Return a picture as it is to be kept."""
    refuse_large(upload, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    return RewrittenUpload(pictures.rewritten(upload, upload.name or ""))


def examine_document(upload: UploadedFile) -> ExaminedUpload:
    """Return a document that is what its name says."""
    refuse_large(upload, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    active = documents.check(upload, upload.name or "")
    return ExaminedUpload(upload, has_macros=active)


def examine_paper(upload: UploadedFile) -> UploadedFile:
    """Return a document or a picture. Documents with macros are refused whatever is configured:
    there is no place where they could be marked.
    """
    if documents.suffix_of(upload.name or "") in settings.WAGTAILIMAGES_EXTENSIONS:
        return examine_picture(upload)
    refuse_large(upload, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    documents.check(upload, upload.name or "", refuse_active=True)
    return ExaminedUpload(upload)


def examine_nothing(upload: UploadedFile) -> ExaminedUpload:
    """Return a file whose content the view judges by itself: a table, a recording, words."""
    refuse_large(upload, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    return ExaminedUpload(upload)


def measure_picture(waiting: File) -> SizedFile:
    """Return a picture that was written anew when it came in, with its size."""
    return SizedFile(waiting, waiting.name or "", pictures.dimensions_of(waiting))


def examine_waiting_document(waiting: File) -> ExaminedUpload:
    """Return a document that was accepted when it came in, with what is in it."""
    return examine_document(SimpleUploadedFile(waiting.name or "", waiting.read()))


def refuse_large(file: UploadedFile, most: int) -> None:
    """Raise ValidationError, in words for the person, where a file has more bytes than ``most``."""
    size = file.size or 0
    if size > most:
        words = _("This file has %(size)s; at most %(most)s are accepted.")
        sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise ValidationError(words % sizes, code="file_too_large")


register_doors(
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages:edit",
    "wagtailimages_chooser:create",
    "wagtailadmin_account",
    examine=examine_picture,
)
register_doors(
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs:edit",
    "wagtaildocs_chooser:create",
    examine=examine_document,
)
register_doors("agencies:upload", examine=examine_nothing)
WAITING["wagtailimages:create_multiple_from_uploaded_image"] = measure_picture
WAITING["wagtaildocs:create_multiple_from_uploaded_document"] = examine_waiting_document
