"""Text extraction from uploaded documents, for the search, as queued tasks.

Also marks PDFs that are scans, that is images of pages without text.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django_tasks import task
from wagtail.utils.file import hash_filelike

from content.files.processes import Limits, ReaderError, run_limited
from content.models import (
    MOST_CHARACTERS,
    AgencyDocument,
    DocumentText,
    Reading,
)
from content.signals import document_read

# Suffixes of the formats whose text can be extracted.
READABLE = ("pdf", "docx", "odt")
READER = "text_reader.py"
# The program itself stops earlier. The output has room for text in which each character takes the
# maximum of 4 bytes.
LIMITS = Limits(cpu=6, clock=12, memory=1024**3, output=4 * MOST_CHARACTERS + 16, nice=10)


@dataclass(frozen=True)
class Found:
    """Result of extracting the text of a file."""

    reading: Reading
    text: str = ""


UNREADABLE = Found(Reading.UNREADABLE)


def unread() -> models.QuerySet[AgencyDocument]:
    """Return the documents whose text can be extracted but has not been, including trash."""
    suffixes = Q()
    for suffix in READABLE:
        suffixes |= Q(file__iendswith=f".{suffix}")
    return AgencyDocument._base_manager.filter(suffixes, reading=Reading.UNREAD)


def read_later(
    instance: AgencyDocument, update_fields: frozenset[str] | None, **kwargs: object
) -> None:
    """Delete the outdated text of a saved document with a new file, and enqueue its extraction.

    Receiver of ``post_save``. Sends ``document_read`` if a text was deleted.
    """
    if instance.reading != Reading.UNREAD or (update_fields and "file" not in update_fields):
        return
    forgotten, _details = DocumentText.objects.filter(document=instance).delete()
    if forgotten:
        document_read.send(AgencyDocument, instance=instance)
    if instance.file_extension.lower() in READABLE:
        read_document.enqueue(instance.pk)


# Low priority, so that emergency e-mails do not wait behind a large set of documents.
@task(backend="queue", priority=-10)
def read_document(pk: int) -> None:
    """Extract the text of the document with primary key ``pk``, unless that has been done."""
    document = unread().filter(pk=pk).first()
    if document:
        read_now(document)


def read_now(document: AgencyDocument) -> Reading:
    """Extract and save the text of a document and return its new ``Reading`` state.

    Saves the state and a ``DocumentText`` and sends ``document_read``. If the document's file
    was replaced meanwhile, saves nothing and returns ``Reading.UNREAD``. Raises OSError if the
    storage cannot open the file.
    """
    with document.open_file() as file:
        digest = hash_filelike(file)
        too_large = file.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        found = UNREADABLE if too_large else found_in(file.read())
    with transaction.atomic():
        same = unread().select_for_update().filter(pk=document.pk, file=document.file.name)
        if not same.exists():
            return Reading.UNREAD
        document.reading = found.reading
        # save() sends signals, so that the caches of pages that show the state are invalidated.
        document.save(update_fields=["reading"])
        DocumentText.objects.update_or_create(
            document=document, defaults={"text": found.text, "digest": digest}
        )
        document_read.send(AgencyDocument, instance=document)
    return found.reading


def found_in(content: bytes) -> Found:
    """Return the text of a file, extracted in a separate, limited process.

    Returns ``UNREADABLE`` if that fails; never raises ReaderError.
    """
    try:
        return _understood(run_limited(READER, content=content, limits=LIMITS))
    except ReaderError:
        return UNREADABLE


def _understood(answer: bytes) -> Found:
    """Parse the program's answer, which is as untrusted as the file."""
    try:
        state, _line, text = answer.decode().partition("\n")
    except UnicodeDecodeError:
        return UNREADABLE
    if state not in {Reading.READ, Reading.SCAN} or "\0" in text:
        return UNREADABLE
    return Found(Reading(state), text[:MOST_CHARACTERS])
