"""Former and held back files of a picture or document.

They lie in the trash, where nobody is given them (docs/features/files.md).
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from content.files.doors import examine_document
from content.files.examined import ExaminedUpload
from content.files.validation import get_suffix
from content.models import CustomDocument, ExtractionStatus
from content.tasks import extract_text
from sites.permissions.file_visibility import File


def examine_replacement(upload: UploadedFile) -> ExaminedUpload:
    """Return a document that replaces another, with whether it is a scan. Raises ValidationError.

    Called before the transaction of the request: a long document takes seconds to read.
    """
    examined = examine_document(upload)
    if get_suffix(upload.name or "") == "pdf":
        upload.seek(0)
        examined.is_scan = extract_text(upload.read()).reading == ExtractionStatus.SCAN
        upload.seek(0)
    return examined


def list_replacement_warnings(document: CustomDocument, upload: UploadedFile) -> list[str]:
    """Return what readers would lose if ``upload`` replaced the stored file of ``document``."""
    warnings = []
    former, new = document.file_extension.lower(), get_suffix(upload.name or "")
    # Word, Excel and PowerPoint read what they wrote in older versions: doc and docx are one type.
    if former.removesuffix("x") != new.removesuffix("x"):
        message = _(
            "The former file is of the type %(former)s, the new one of the type %(new)s: who fills "
            "it in or works on with it may no longer be able to."
        )
        warnings.append(message % {"former": former, "new": new})
    if getattr(upload, "is_scan", False) and not document.is_scan:
        warnings.append(
            _(
                "The new file is a scan, pictures of pages without text: it is not found by the "
                "search, cannot be read aloud to the blind, and its words cannot be copied. If "
                "there is a file with text, upload that."
            )
        )
    return warnings


def list_versions(file: File) -> QuerySet[Any]:
    """Return the other files of a picture or document, the newest first."""
    others = type(file).binned.filter(version_of=file.pk)
    return others.select_related("binned_by").order_by("-binned_at", "-pk")


def hold_back(document: CustomDocument, upload: UploadedFile, *, user: User) -> CustomDocument:
    """Store ``upload`` as another file of ``document``, which keeps its own; return it."""
    other = CustomDocument(title=document.title, uploaded_by_user=user)
    other.has_macros = bool(getattr(upload, "has_macros", False))
    other.file.save(upload.name or "", upload, save=False)
    other._set_document_file_metadata()
    other.add_to_trash_of(document, user=user)
    return other
