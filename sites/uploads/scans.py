"""Which PDFs are scans: pictures of pages, without a word that can be read out or searched."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django_tasks import task
from wagtail.documents import get_document_model

READER = Path(__file__).with_name("pdf_text.py")
SECONDS = 30
ANSWERS = {b"text": True, b"scan": False}


@task(backend="queue")
def look_for_text(pk: int, name: str) -> None:
    """Note of a document whether its file holds text, unless it has another file by now."""
    document = get_document_model()._base_manager.filter(pk=pk, file=name).first()
    size = document.get_file_size() if document else None
    if not size or size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        return
    with document.open_file() as file:
        document.has_text = answer_of(file.read())
    # With its signals: the pages that show the file say so from now on.
    document.save(update_fields=["has_text"])


def answer_of(content: bytes) -> bool | None:
    """Whether a PDF holds text; None where it cannot be read, or not in time."""
    try:
        reader = subprocess.run(  # noqa: S603, our own
            [sys.executable, "-I", str(READER)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return ANSWERS.get(reader.stdout) if reader.returncode == 0 else None
