"""The plain text of uploaded files, for the search; and which PDFs are scans: pictures of pages,
without a word that can be read out.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django_tasks import task
from wagtail.utils.file import hash_filelike

from sites.models import MOST_CHARACTERS, AgencyDocument, DocumentText, Reading
from sites.signals import document_read
from sites.uploads.processes import Limits, ReaderError, run_limited

# The suffixes of what can be read.
READABLE = ("pdf", "docx", "odt")
READER = "text_reader.py"
# The reader bounds its own work more narrowly. There is room for the text where each character
# takes the most bytes.
LIMITS = Limits(cpu=6, clock=12, memory=1024**3, output=4 * MOST_CHARACTERS + 16, nice=10)


@dataclass(frozen=True)
class Found:
    """What reading a file has come to."""

    reading: Reading
    text: str = ""


UNREADABLE = Found(Reading.UNREADABLE)


def unread() -> models.QuerySet[AgencyDocument]:
    """Documents that can be read and have not been, those in the bin included."""
    suffixes = Q()
    for suffix in READABLE:
        suffixes |= Q(file__iendswith=f".{suffix}")
    return AgencyDocument._base_manager.filter(suffixes, reading=Reading.UNREAD)


def read_later(
    instance: AgencyDocument, update_fields: frozenset[str] | None, **kwargs: object
) -> None:
    """A document was saved: what its file says is forgotten if it has another one, and read."""
    if instance.reading != Reading.UNREAD or (update_fields and "file" not in update_fields):
        return
    forgotten, _details = DocumentText.objects.filter(document=instance).delete()
    if forgotten:
        document_read.send(AgencyDocument, instance=instance)
    if instance.file_extension.lower() in READABLE:
        read_document.enqueue(instance.pk)


# Mails of an emergency do not wait behind an archive of decrees.
@task(backend="queue", priority=-10)
def read_document(pk: int) -> None:
    """Read a document's file, unless that has been done."""
    document = unread().filter(pk=pk).first()
    if document:
        read_now(document)


def read_now(document: AgencyDocument) -> Reading:
    """Read a document's file, keep its text, tell it with ``document_read``, and return what the
    document is from now on. If it gets another file meanwhile, nothing is kept.

    Raises OSError where the storage does not give the file.
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
        # With its signals: the pages that show the file say what it is from now on.
        document.save(update_fields=["reading"])
        DocumentText.objects.update_or_create(
            document=document, defaults={"text": found.text, "digest": digest}
        )
        document_read.send(AgencyDocument, instance=document)
    return found.reading


def found_in(content: bytes) -> Found:
    """Read the text out of a file, in a process of its own with bounds on everything."""
    try:
        return _understood(run_limited(READER, content=content, limits=LIMITS))
    except ReaderError:
        return UNREADABLE


def _understood(answer: bytes) -> Found:
    """What the reader says is believed as little as the file."""
    try:
        state, _line, text = answer.decode().partition("\n")
    except UnicodeDecodeError:
        return UNREADABLE
    if state not in {Reading.READ, Reading.SCAN} or "\0" in text:
        return UNREADABLE
    return Found(Reading(state), text[:MOST_CHARACTERS])
