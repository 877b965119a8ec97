"""Word documents that wait for the people who uploaded them."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import UploadedFile

from accounts.models import User
from importing.models import ImportedContent
from importing.word.parcel import unpack_document
from importing.word.reader import WordDocument


def find_waiting(key: int, *, by: User, for_update: bool = False) -> UploadedFile | None:
    """Return a person's own waiting document, None if there is none or it has become a draft.

    ``for_update``: lock it until the end of the transaction.
    """
    kind = ContentType.objects.get_for_model(ImportedContent)
    uploads = UploadedFile.objects.filter(pk=key, uploaded_by_user=by, for_content_type=kind)
    return (uploads.select_for_update() if for_update else uploads).first()


def read_waiting(waiting: UploadedFile) -> WordDocument:
    """Return what was read of a waiting document."""
    with waiting.file.open() as file:
        return unpack_document(file)
