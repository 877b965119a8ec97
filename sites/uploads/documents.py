"""Documents are what their names say, judged by what is in them."""

import codecs
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# A zip of honest papers unpacks to a few times its size; a bomb to thousands of times.
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 200
MOST_ENTRIES = 10_000
# The first bytes of OLE, the container of Office up to 2003 [MS-CFB, 2.2].
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 8192
_OOXML = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.I)


def check(file: IO[bytes], name: str) -> None:
    """Raise ValidationError unless a file's content is what its name's suffix promises.

    The words say what was found and what is accepted. Names with a suffix that is not in
    ``WAGTAILDOCS_EXTENSIONS`` are refused as well.
    """
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    fits = _CHECKS.get(suffix) if suffix in settings.WAGTAILDOCS_EXTENSIONS else None
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if fits is None or not fits(file, head):
        raise ValidationError(
            _("This file is not what its name says: “%(name)s” holds %(found)s. Accepted are: "
              "%(accepted)s.")
            % {
                "name": PurePath(name).name,
                "found": _found(head),
                "accepted": ", ".join(settings.WAGTAILDOCS_EXTENSIONS),
            },
            code="invalid_document",
        )  # fmt: skip
    file.seek(0)


def _found(head: bytes) -> str:
    if not head:
        return _("nothing")
    if head.startswith(b"MZ") or head.startswith(b"\x7fELF"):
        return _("a program")
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        return _("a web page")
    kind = filetype.guess(head)
    if kind:
        return str(kind.extension)
    return _("plain text") if b"\0" not in head else _("data of an unknown kind")


def _is_pdf(file: IO[bytes], head: bytes) -> bool:
    # Readers accept some bytes before the mark (ISO 32000-1, annex H.3, note 13); a web page
    # before it would be one to browsers.
    return head.startswith(b"%PDF-")


def _is_rtf(file: IO[bytes], head: bytes) -> bool:
    return head.startswith(rb"{\rtf")


def _is_ole(file: IO[bytes], head: bytes) -> bool:
    return head.startswith(_OLE)


def _is_text(file: IO[bytes], head: bytes) -> bool:
    """Text in UTF-8 or UTF-16, or in the Vietnamese code page of older Windows."""
    content = file.read()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "\0" not in text and not _MARKUP.match(text[:_HEAD].encode())
    return False


def _is_zip(file: IO[bytes], head: bytes) -> bool:
    return head.startswith(b"PK") and _entries(file) is not None


def _is_ooxml(folder: str) -> Callable[[IO[bytes], bytes], bool]:
    def fits(file: IO[bytes], head: bytes) -> bool:
        names = (_entries(file) or []) if head.startswith(b"PK") else []
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)

    return fits


def _is_open_document(mimetype: str) -> Callable[[IO[bytes], bytes], bool]:
    def fits(file: IO[bytes], head: bytes) -> bool:
        # The type stands uncompressed in the first entry (OpenDocument 1.2, part 3, 3.3).
        return head.startswith(b"PK") and head[30 : 38 + len(mimetype)] == (
            b"mimetype" + mimetype.encode()
        ) and _entries(file) is not None  # fmt: skip

    return fits


def _entries(file: IO[bytes]) -> list[str] | None:
    """The names in a zip; None where it is none, or one that unpacks to absurd sizes.

    Nothing is unpacked: the sizes are those its directory tells, and whoever unpacks it later
    stops at them.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_much = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 4096)
    return None if too_much or len(entries) > MOST_ENTRIES else [e.filename for e in entries]


_CHECKS: dict[str, Callable[[IO[bytes], bytes], bool]] = {
    "pdf": _is_pdf,
    "rtf": _is_rtf,
    **dict.fromkeys(("doc", "xls", "ppt"), _is_ole),
    **dict.fromkeys(("txt", "csv"), _is_text),
    "zip": _is_zip,
    **{suffix: _is_ooxml(folder) for suffix, folder in _OOXML.items()},
    **{suffix: _is_open_document(mimetype) for suffix, mimetype in _OPEN_DOCUMENT.items()},
}
