"""Registry of the views that accept files, with the function that examines the file first.

Files sent to any other view are dropped. Each app registers its views in ``ready``;
``sites.middleware.uploads`` calls the functions.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from content.files import images, validation
from content.files.examined import ExaminedUpload, RewrittenUpload, SizedFile

# Takes an upload and returns the file for the view; raises ValidationError with a message for the
# user.
Examine = Callable[[UploadedFile], UploadedFile]
UPLOAD_VIEWS: dict[str, Examine] = {}
# Views that save a file which was accepted before and waits for a description or another title.
PENDING_UPLOAD_VIEWS: dict[str, Callable[[File], File]] = {}


def register_upload_views(*view_names: str, examine: Examine) -> None:
    """Let the views with these full names receive a file that ``examine`` has accepted."""
    for name in view_names:
        UPLOAD_VIEWS[name] = examine


def examine_image(upload: UploadedFile) -> RewrittenUpload:
    """Return an uploaded image re-encoded for storage. Raises ValidationError."""
    check_file_size(upload, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    return RewrittenUpload(images.re_encode_image(upload, upload.name or ""))


def examine_document(upload: UploadedFile) -> ExaminedUpload:
    """Return a document whose content matches its name. Raises ValidationError."""
    check_file_size(upload, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    active = validation.check_document(upload, upload.name or "")
    return ExaminedUpload(upload, has_macros=active)


def examine_document_or_image(upload: UploadedFile) -> UploadedFile:
    """Return a checked document or a re-encoded image. Raises ValidationError.

    Documents with macros are refused whatever ``MACRO_DOCUMENTS`` says, because there is no place
    where these files could be marked.
    """
    if validation.get_suffix(upload.name or "") in settings.WAGTAILIMAGES_EXTENSIONS:
        return examine_image(upload)
    check_file_size(upload, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    validation.check_document(upload, upload.name or "", refuse_active=True)
    return ExaminedUpload(upload)


def examine_nothing(upload: UploadedFile) -> ExaminedUpload:
    """Return a file of accepted size whose content the view checks itself (CSV, PO)."""
    check_file_size(upload, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    return ExaminedUpload(upload)


def measure_image(waiting: File) -> SizedFile:
    """Return an image that was re-encoded when it was uploaded, with its dimensions."""
    return SizedFile(waiting, waiting.name or "", images.get_dimensions(waiting))


def examine_pending_document(waiting: File) -> ExaminedUpload:
    """Check a document again that was accepted when it was uploaded, and return it."""
    return examine_document(SimpleUploadedFile(waiting.name or "", waiting.read()))


def check_file_size(file: UploadedFile, most: int) -> None:
    """Raise ValidationError with a message for the user if a file has more than ``most`` bytes."""
    size = file.size or 0
    if size > most:
        message = _("This file has %(size)s; at most %(most)s are accepted.")
        sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise ValidationError(message % sizes, code="file_too_large")


register_upload_views(
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages:edit",
    "wagtailimages_chooser:create",
    "wagtailadmin_account",
    examine=examine_image,
)
register_upload_views(
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:create",
    examine=examine_document,
)
register_upload_views("agencies:upload", examine=examine_nothing)
PENDING_UPLOAD_VIEWS["wagtailimages:create_multiple_from_uploaded_image"] = measure_image
PENDING_UPLOAD_VIEWS["wagtaildocs:create_multiple_from_uploaded_document"] = (
    examine_pending_document
)
