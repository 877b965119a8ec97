"""Reading a file of old content: one JSON object per line, each validated by itself.

Errors are reported for all lines at once.
"""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from content.forms import clean_pasted_text
from content.text.limits import MAX_JSON_DEPTH, InputLimitError, check_json_depth
from importing.html.limits import is_readable
from importing.html.old_letters import find_decoder, repair_letters
from sites.services.agency_table import Problem, TableError

# Bytes; a decree with all its annexes has a tenth of them.
MAX_LINE_BYTES = 5 * 1024 * 1024
MAX_ID_LENGTH = 200
MAX_TITLE_LENGTHS = {"article": 255, "bulletin": 200}
MAX_NAME_LENGTH = 120
MAX_KIND_LENGTH = 200
MAX_LENGTHS = {
    "id": MAX_ID_LENGTH,
    "title": 255,
    "author": MAX_NAME_LENGTH,
    "source": MAX_NAME_LENGTH,
    "kind": MAX_KIND_LENGTH,
    "old_url": 2000,
}
FIRST_YEAR = 1900
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TYPES = tuple(MAX_TITLE_LENGTHS)
CHOICES = {"type": TYPES, "locale": LANGUAGES}
OLD_LETTER_KEYS = ("title", "summary", "author", "source", "body")
BOOLEAN_KEYS = ("live", "private")
ALLOWED = {
    "type": " or ".join(TYPES),
    "id": f"1 to {MAX_ID_LENGTH} characters, once in the file",
    "agency": "the code of an agency that has not ended",
    "title": "1 to 255 characters, 200 for a bulletin",
    "summary": "text",
    "body": "HTML",
    "date": f"a day from {FIRST_YEAR} on, as 2024-06-01, or with a time of day",
    "author": f"at most {MAX_NAME_LENGTH} characters",
    "source": f"at most {MAX_NAME_LENGTH} characters",
    "kind": f"at most {MAX_KIND_LENGTH} characters",
    "locale": " or ".join(LANGUAGES),
    "live": "true or false",
    "private": "true or false",
    "old_url": "an address on one of the agency's hosts, once in the file",
}
DEFAULTS: dict[str, Any] = {"locale": settings.LANGUAGE_CODE, "live": True, "private": False}
REQUIRED = ("type", "id", "agency", "title")


@dataclass(frozen=True)
class LineProblem(Problem):
    """One error of a line; ``column`` is the key in its JSON object, or ``?`` for all of it."""

    def __str__(self) -> str:
        return f"{self.column}: {self.what} (allowed: {self.allowed})"


class ContentError(TableError):
    """The error of a file that cannot be imported; ``problems`` has all errors by line."""


@dataclass(frozen=True, kw_only=True)
class ImportRecord:
    """One line of the file, with defaults for missing keys.

    ``number``: line number, from 1. ``published_at``: None without a date. ``digest``: SHA-256 of
    the values, which shows whether the line has changed since it was imported.
    """

    number: int
    type: str
    id: str
    agency: str
    title: str
    summary: str
    body: str
    published_at: datetime | None
    author: str
    source: str
    kind: str
    locale: str
    live: bool
    private: bool
    old_url: str
    digest: str

    @property
    def date(self) -> date | None:
        """The date in the local time zone; None without a date."""
        return timezone.localdate(self.published_at) if self.published_at else None


def read_records(file: Path, problems: list[LineProblem]) -> Iterator[ImportRecord]:
    """Yield the valid lines of a file, and add what is wrong with the others to ``problems``.

    Only the current line is held in memory. Raises OSError if the file cannot be read, and
    ContentError if it is saved as UTF-16.
    """
    with file.open("rb") as stream:
        for number, content in _iter_raw_lines(stream):
            found = len(problems)
            values = _parse_values(number, content, problems)
            if values is not None and len(problems) == found:
                yield _build_record(number, values)


def _iter_raw_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each line that is not empty; only the beginning of long ones."""
    number = 0
    while content := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1 and content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            message = "the file is saved as UTF-16"
            raise ContentError([LineProblem(1, "?", message, "text saved as UTF-8")])
        rest = content
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES + 1)
        if content.strip():
            yield number, content


def _parse_values(
    number: int, content: bytes, problems: list[LineProblem]
) -> dict[str, Any] | None:
    """Return the values of a line with defaults; None if it is no JSON object."""
    try:
        read = _parse_object(content)
    except _NoObject as error:
        problems.append(LineProblem(number, "?", *error.args))
        return None
    read = _repair_letters(read)
    values = {key: _clean_value(key, read.get(key), DEFAULTS.get(key, "")) for key in ALLOWED}
    problems += [
        LineProblem(number, key, what, ALLOWED[key]) for key, what in _iter_problems(values)
    ]
    return values


def _repair_letters(read: dict[str, Any]) -> dict[str, Any]:
    """Return an object with old letters put right in all texts but the body.

    One of them says of all what they are in. The body is converted, and repaired, by itself.
    """
    texts = {key: read[key] for key in OLD_LETTER_KEYS if isinstance(read.get(key), str)}
    decode = find_decoder(" ".join(texts.values()))
    if decode is None:
        return read
    texts.pop("body", None)
    return read | {key: repair_letters(text, decode)[0] for key, text in texts.items()}


class _NoObject(Exception):
    """The error of a line that is no JSON object; arguments: what is wrong, what is allowed."""


def _parse_object(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_LINE_BYTES:
        raise _NoObject("is too long", f"at most {MAX_LINE_BYTES // 1024**2} MB")
    try:
        text = content.decode("utf-8-sig")
        check_json_depth(text, MAX_JSON_DEPTH)
        read = json.loads(text)
        # Databases cannot store half of a surrogate pair (\ud800).
        json.dumps(read, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        byte = f"0x{content[error.start]:02x}"
        raise _NoObject(f"byte {byte} is not UTF-8", "text saved as UTF-8") from None
    except UnicodeEncodeError:
        raise _NoObject("holds half of a character", "whole characters") from None
    except InputLimitError:
        raise _NoObject(
            f"is no JSON: more than {MAX_JSON_DEPTH} lists in each other", "texts"
        ) from None
    except ValueError as error:
        raise _NoObject(f"is no JSON: {error}", "one JSON object a line") from None
    if not isinstance(read, dict):
        raise _NoObject("is no object", "one JSON object a line")
    return read


def _clean_value(key: str, value: Any, default: Any) -> Any:
    """Return a value as it is stored: in NFC, without invisible characters.

    Bodies are left as they are; ``importing.html.conversion`` cleans them.
    """
    if value is None:
        return default
    # IDs from a database are numbers.
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or key == "body":
        return value
    return " ".join(clean_pasted_text(value).split())


def _iter_problems(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the values of a line, as pairs of key and message."""
    for key, value in values.items():
        if key in BOOLEAN_KEYS:
            if not isinstance(value, bool):
                yield key, f"{_format_value(value)} is no truth value"
        elif not isinstance(value, str):
            yield key, f"{_format_value(value)} is no text"
        elif fault := _check_text(key, value, values["type"]):
            yield key, fault
    if values["type"] == "bulletin":
        if values["private"] is True:
            yield "private", "a bulletin is for everybody; make it an article"
        if values["locale"] in LANGUAGES and values["locale"] != settings.LANGUAGE_CODE:
            yield "locale", "a bulletin is written in Vietnamese, and translated afterwards"


def _check_text(key: str, value: str, kind: Any) -> str:
    if not value:
        return "is missing" if key in REQUIRED else ""
    if len(value) > _get_max_length(key, kind):
        return f"has {len(value)} characters"
    if value not in CHOICES.get(key, (value,)):
        return f"{_format_value(value)} is unknown"
    if key == "body" and not is_readable(value):
        return "is too long or too deep: tags that are not closed, tables in tables"
    if key == "date" and _parse_moment(value) is None:
        return f"{_format_value(value)} is no such day"
    return ""


def _get_max_length(key: str, kind: Any) -> int:
    if key == "title" and kind in TYPES:
        return MAX_TITLE_LENGTHS[kind]
    return MAX_LENGTHS.get(key, MAX_LINE_BYTES)


def _format_value(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _parse_moment(text: str) -> datetime | None:
    """Return an ISO date or datetime as aware datetime; None if invalid.

    A date without time is midnight in the local time zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year < datetime.max.year:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _build_record(number: int, values: dict[str, Any]) -> ImportRecord:
    serialized = json.dumps(values, ensure_ascii=False, sort_keys=True)
    moment = _parse_moment(values.pop("date"))
    digest = sha256(serialized.encode()).hexdigest()
    return ImportRecord(number=number, published_at=moment, digest=digest, **values)
