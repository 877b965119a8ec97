"""Queued tasks: text extraction from uploaded documents, and the mend of former line breaks.

The extraction is for the search. It also marks PDFs that are scans, images of pages without text.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.utils.file import hash_filelike

from content import line_breaks
from content.files.processes import Limits, ReaderError, run_limited
from content.models import MAX_CHARACTERS, CustomDocument, DocumentText, ExtractionStatus
from content.signals import document_text_extracted

# Suffixes of the formats whose text can be extracted.
READABLE = ("pdf", "docx", "odt")
READER = "text_reader.py"
# The program itself stops earlier. The output has room for text in which each character takes the
# maximum of 4 bytes.
LIMITS = Limits(cpu=6, clock=12, memory=1024**3, output=4 * MAX_CHARACTERS + 16, nice=10)


@dataclass(frozen=True)
class ExtractedText:
    """Result of extracting the text of a file."""

    reading: ExtractionStatus
    text: str = ""


UNREADABLE = ExtractedText(ExtractionStatus.UNREADABLE)


def list_unextracted_documents() -> models.QuerySet[CustomDocument]:
    """Return the documents whose text can be extracted but has not been, including trash."""
    suffixes = Q()
    for suffix in READABLE:
        suffixes |= Q(file__iendswith=f".{suffix}")
    return CustomDocument._base_manager.filter(suffixes, reading=ExtractionStatus.UNREAD)


def enqueue_text_extraction(
    instance: CustomDocument, update_fields: Collection[str] | None
) -> None:
    """Delete the outdated text of a saved document with a new file, and enqueue its extraction.

    ``update_fields``: those of ``save``. Sends ``document_text_extracted`` if a text was deleted.
    """
    if instance.reading != ExtractionStatus.UNREAD or (
        update_fields and "file" not in update_fields
    ):
        return
    forgotten, _details = DocumentText.objects.filter(document=instance).delete()
    if forgotten:
        document_text_extracted.send(CustomDocument, instance=instance)
    if instance.file_extension.lower() in READABLE:
        extract_document_text.enqueue(instance.pk)


def _get_title(pk: int) -> str:
    return CustomDocument.objects.filter(pk=pk).values_list("title", flat=True).first() or ""


@task(
    backend="queue",
    lane="normal",
    label=_("Read the text of a file for the search"),
    about=_get_title,
)
def extract_document_text(pk: int) -> None:
    """Extract the text of the document with primary key ``pk``, unless that has been done."""
    document = list_unextracted_documents().filter(pk=pk).first()
    if document:
        extract_and_save_text(document)


def extract_and_save_text(document: CustomDocument) -> ExtractionStatus:
    """Extract and save the text of a document and return its new ``ExtractionStatus`` state.

    Saves the state and a ``DocumentText`` and sends ``document_text_extracted``. If the document's
    file was replaced meanwhile, saves nothing and returns ``ExtractionStatus.UNREAD``. Raises
    OSError if the storage cannot open the file.
    """
    with document.open_file() as file:
        digest = hash_filelike(file)
        too_large = file.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        found = UNREADABLE if too_large else extract_text(file.read())
    with transaction.atomic():
        same = (
            list_unextracted_documents()
            .select_for_update()
            .filter(pk=document.pk, file=document.file.name)
        )
        if not same.exists():
            return ExtractionStatus.UNREAD
        document.reading = found.reading
        # save() sends signals, so that the caches of pages that show the state are invalidated.
        document.save(update_fields=["reading"])
        DocumentText.objects.update_or_create(
            document=document, defaults={"text": found.text, "digest": digest}
        )
        document_text_extracted.send(CustomDocument, instance=document)
    return found.reading


def extract_text(content: bytes) -> ExtractedText:
    """Return the text of a file, extracted in a separate, limited process.

    Returns ``UNREADABLE`` if that fails; never raises ReaderError.
    """
    try:
        return _parse_answer(run_limited(READER, content=content, limits=LIMITS))
    except ReaderError:
        return UNREADABLE


def _parse_answer(answer: bytes) -> ExtractedText:
    """Parse the program's answer, which is as untrusted as the file."""
    try:
        state, _line, text = answer.decode().partition("\n")
    except UnicodeDecodeError:
        return UNREADABLE
    if state not in {ExtractionStatus.READ, ExtractionStatus.SCAN} or "\0" in text:
        return UNREADABLE
    return ExtractedText(ExtractionStatus(state), text[:MAX_CHARACTERS])


@task(backend="queue", lane="long", label=_("Mend the line breaks of a former version"))
def mend_line_breaks(number: int = 0, after: int = 0) -> Iterator[tuple[int, int]]:
    """Mend what ``content.line_breaks`` finds, from there on (queued task)."""
    while following := line_breaks.mend_piece(number, after):
        number, after = following
        yield following
