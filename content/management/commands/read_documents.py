"""Extract the text of the documents whose text has not been extracted yet."""

import sys
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from content.models import CustomDocument, ExtractionStatus
from content.tasks import extract_and_save_text, list_unextracted_documents


class Command(BaseCommand):
    """Command that extracts the text of documents and prints how many it could read.

    Fails at the end if the storage lacks some files, and lists them.
    """

    help = (
        "Read the text of the PDF, DOCX and ODT files that have not been read yet. New files are "
        "read by run_jobs; this is for those that were there before, and can be run again."
    )

    def handle(self, **options: object) -> None:
        keys = list(list_unextracted_documents().order_by("pk").values_list("pk", flat=True))
        done: Counter[str] = Counter()
        missing = []
        for key in tqdm(keys, unit="file", disable=not sys.stderr.isatty()):
            document = list_unextracted_documents().filter(pk=key).first()
            if document is None:
                continue
            try:
                done[extract_and_save_text(document)] += 1
            except OSError:
                missing.append(document)
        counts = [f"{done[state]} {state.label.lower()}" for state in _REPORTED]
        self.stdout.write(", ".join(counts))
        if missing:
            raise CommandError(_format_missing(missing))


_REPORTED = (ExtractionStatus.READ, ExtractionStatus.SCAN, ExtractionStatus.UNREADABLE)


def _format_missing(missing: list[CustomDocument]) -> str:
    lines = [f"{document.pk}: {document.file.name}" for document in missing]
    return "The storage does not give these files:\n" + "\n".join(lines)
