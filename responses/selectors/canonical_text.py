"""The canonical form of a bulletin's text, and its fingerprint.

docs/features/certificates.md describes the form, so that anybody can compute the fingerprint anew
from the words on the website or from the file that goes with a certificate.
"""

import hashlib
import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from bulletins.models import Bulletin
from channels.selectors.plain_text import list_lines


def get_canonical_text(bulletin: Bulletin) -> str:
    """Return the text of a bulletin, or of a version of it, one line for each part.

    In this order, without what is empty: title, what to do, summary, the lines of the text, whom to
    call, telephone, issuer, document number, date of issue (ISO 8601), then the updates and
    corrections, oldest first, with the time (ISO 8601) before each. White space is one space, every
    line ends with a line feed, and characters are composed (Unicode NFC).
    """
    with override(settings.LANGUAGE_CODE), timezone.override(settings.TIME_ZONE):
        lines = (" ".join(line.split()) for line in _iter_parts(bulletin))
        text = "".join(f"{line}\n" for line in lines if line)
    return unicodedata.normalize("NFC", text)


def get_fingerprint(bulletin: Bulletin) -> str:
    """Return the SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(get_canonical_text(bulletin).encode()).hexdigest()


def _iter_parts(bulletin: Bulletin) -> Iterator[str]:
    yield from (bulletin.title, bulletin.instruction, bulletin.lead)
    yield from list_lines(bulletin.body)
    yield from (bulletin.contact_name, bulletin.contact_telephone)
    yield bulletin.source.name_vi if bulletin.source else ""
    yield from (bulletin.document_number, bulletin.issued_on.isoformat())
    for note in sorted(bulletin.notes.all(), key=lambda note: note.at):
        moment = timezone.localtime(note.at).isoformat(timespec="seconds")
        yield f"{moment} {note.text}"
