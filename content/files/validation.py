"""Checks that a document's content matches its suffix and holds nothing active, like macros.

Formats that have to be unpacked are inspected in a separate process
(``content.files.document_inspector``).
"""

import codecs
import json
import re
from pathlib import PurePath
from typing import IO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.files.processes import Limits, ReaderError, TooMuchWorkError, run_limited

# In bytes, unpacked. A zip of ordinary documents unpacks to a few times its size, a zip bomb to
# thousands of times.
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_ENTRIES = 10_000
# A document of many pages takes half a second; the user waits for the result.
LIMITS = Limits(cpu=6, clock=15, memory=640 * 1024**2, output=4096, nice=2)
_HEAD = 8192
_TEXT = {"txt", "csv"}
_ZIP = b"PK"
# First bytes of each format; the inspector checks the rest.
_MARKS = {
    "pdf": b"%PDF-",
    "rtf": rb"{\rtf",
    # OLE, the container of Office up to 2003 [MS-CFB, 2.2].
    **dict.fromkeys(("doc", "xls", "ppt"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"), _ZIP),
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.I)
_ACTIVE = {
    "macro": gettext_lazy("macros"),
    "script": gettext_lazy("a script"),
    "program": gettext_lazy("a command or control that starts something"),
    "attachment": gettext_lazy("another file within it"),
    "remote": gettext_lazy("a part that is fetched from elsewhere"),
    "locked": gettext_lazy("a password"),
    "unread": gettext_lazy("a part that cannot be looked into"),
}


def get_suffix(name: str) -> str:
    """Return the suffix of a file's name in lower case without the dot, empty without one."""
    return PurePath(name).suffix.lower().removeprefix(".")


def check_document(file: IO[bytes], name: str, *, refuse_active: bool = False) -> bool:
    """Return whether a document has active content, such as macros.

    Raises ValidationError with a message for the user if the suffix of ``name`` is not in
    ``WAGTAILDOCS_EXTENSIONS``, the content does not match it, is damaged or cannot be inspected, or
    if there is active content and ``MACRO_DOCUMENTS`` is ``refuse`` (or ``refuse_active`` is set).
    """
    suffix = get_suffix(name)
    if suffix not in settings.WAGTAILDOCS_EXTENSIONS:
        raise _refuse_suffix(name)
    holds = _inspect(file, suffix, name)
    file.seek(0)
    if holds and (refuse_active or settings.MACRO_DOCUMENTS == "refuse"):
        message = _(
            "“%(name)s” holds what may run when somebody opens it: %(found)s. Please save it "
            "without that, for example as a plain PDF, and upload that file."
        )
        found = ", ".join(str(_ACTIVE[what]) for what in holds)
        raise ValidationError(
            message % {"name": PurePath(name).name, "found": found}, code="active"
        )
    return bool(holds)


def _refuse_suffix(name: str) -> ValidationError:
    """Return the refusal of a file whose name alone says that it is not accepted."""
    if get_suffix(name) in settings.WAGTAILIMAGES_EXTENSIONS:
        message = _(
            "“%(name)s” is a picture, and this is the place of files to download. Upload it under "
            "Images. Accepted here are: %(accepted)s."
        )
    else:
        message = _(
            "“%(name)s” is of a kind that is not accepted here. Accepted are: %(accepted)s."
        )
    return _make_refusal(message, name, accepted=", ".join(settings.WAGTAILDOCS_EXTENSIONS))


def _refuse_content(file: IO[bytes], name: str) -> ValidationError:
    """Return the refusal of a file whose content does not match its suffix.

    It names what was found, unless that is what the name says: then the content is damaged.
    """
    found, suffix = _describe_content(_read_head(file)), get_suffix(name)
    if found == suffix or (suffix in _TEXT and found == _("plain text")):
        return _refuse_damaged(name)
    message = _(
        "This file is not what its name says: “%(name)s” holds %(found)s. Accepted are: "
        "%(accepted)s."
    )
    accepted = ", ".join(settings.WAGTAILDOCS_EXTENSIONS)
    return _make_refusal(message, name, found=found, accepted=accepted)


def _refuse_damaged(name: str) -> ValidationError:
    """Return the refusal of a file that is of the kind its name says, and cannot be read."""
    suffix = get_suffix(name)
    if suffix in _TEXT:
        message = _(
            "“%(name)s” cannot be read: it has letters in an unknown encoding. Please save it as "
            "UTF-8 and try again."
        )
    elif _MARKS[suffix] == _ZIP:
        message = _(
            "“%(name)s” cannot be read: it is damaged or not complete, or it unpacks to too much. "
            "Please save it anew and try again."
        )
    else:
        message = _(
            "“%(name)s” cannot be read: it is damaged or not complete. Please save it anew and try "
            "again."
        )
    return _make_refusal(message, name)


def _make_refusal(message: str, name: str, **words: str) -> ValidationError:
    words["name"] = PurePath(name).name
    return ValidationError(message % words, code="invalid_document")


def _inspect(file: IO[bytes], suffix: str, name: str) -> list[str]:
    """Return the active content of a document by the names of ``_ACTIVE``.

    Raises ValidationError if its content does not match the suffix or cannot be read.
    """
    head = _read_head(file)
    if suffix in _TEXT:
        if not _is_text(file):
            raise _refuse_content(file, name)
        # Excel reads a table that begins so as SYLK, which may contain macros.
        is_sylk = head.removeprefix(codecs.BOM_UTF8).lstrip()[:3].upper() == b"ID;"
        return ["macro"] if is_sylk else []
    if not head.startswith(_MARKS[suffix]):
        raise _refuse_content(file, name)
    arguments = (suffix, str(MAX_UNPACKED_BYTES), str(MAX_ENTRIES))
    try:
        answer = run_limited("document_inspector.py", *arguments, content=file, limits=LIMITS)
        fits, is_damaged, holds = _parse_answer(answer)
    except TooMuchWorkError as error:
        message = _(
            "“%(name)s” takes too much work to look into. Please save it anew, or in several "
            "files, and try again."
        )
        raise ValidationError(
            message % {"name": PurePath(name).name}, code="too_much_work"
        ) from error
    except ReaderError as error:
        raise _refuse_damaged(name) from error
    if is_damaged:
        raise _refuse_damaged(name)
    if not fits:
        raise _refuse_content(file, name)
    return holds


def _parse_answer(answer: bytes) -> tuple[bool, bool, list[str]]:
    """Parse the inspector's answer, which is as untrusted as the file. Raises ReaderError."""
    try:
        found = json.loads(answer)
        fits, is_damaged = found["fits"] is True, found["is_damaged"] is True
        holds = [str(what) for what in found["holds"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ReaderError from error
    if not _ACTIVE.keys() >= {*holds}:
        raise ReaderError
    return fits, is_damaged, holds


def _read_head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return head


def _describe_content(head: bytes) -> str:
    if not head:
        return _("nothing")
    if head.startswith(b"MZ") or head.startswith(b"\x7fELF"):
        return _("a program")
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        return _("a web page")
    # filetype confuses the formats that use the OLE container.
    kind = None if head.startswith(_MARKS["doc"]) else filetype.guess(head)
    if kind:
        return str(kind.extension)
    return _("plain text") if b"\0" not in head else _("data of an unknown kind")


def _is_text(file: IO[bytes]) -> bool:
    """Return whether the content is text and no markup.

    Accepted are UTF-8, UTF-16, and the Vietnamese code page of older Windows (cp1258).
    """
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
