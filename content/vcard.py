"""Contact cards that telephones can import (vCard 4.0, RFC 6350), and text safe for XML."""

import unicodedata
from collections.abc import Iterable

from django.http import HttpResponse
from icalendar.parser import Contentline

# Code points that are no characters (XML 1.0, 2.2).
_NEVER = "\ufffe\uffff"

CONTENT_TYPE = "text/vcard; charset=utf-8"
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})

# Name of a property with its parameters, and the components of its value.
Property = tuple[str, Iterable[str]]


def remove_unprintable(text: str) -> str:
    """Return `text` without noncharacters and control characters, but with tabs and line feeds.

    One that was pasted into a bulletin must not make a whole feed invalid.
    """
    return "".join(
        c for c in text if c in "\t\n" or (unicodedata.category(c) != "Cc" and c not in _NEVER)
    )


def render_vcard(kind: str, properties: Iterable[Property], file_name: str) -> HttpResponse:
    """Return a vCard as a file to download.

    ``kind``: a value of RFC 6350, 6.1.4; ``file_name``: without ``.vcf``. Properties without a
    value are left out.
    """
    return render_vcards([build_vcard(kind, properties)], file_name)


def build_vcard(kind: str, properties: Iterable[Property]) -> str:
    """Return the text of one vCard; the arguments are those of ``render_vcard``."""
    lines = [("BEGIN", ["VCARD"]), ("VERSION", ["4.0"]), ("KIND", [kind])]
    listed = [(name, list(parts)) for name, parts in properties]
    lines += [(name, parts) for name, parts in listed if any(parts)]
    return "".join(_format_line(name, parts) for name, parts in [*lines, ("END", ["VCARD"])])


def render_vcards(cards: Iterable[str], file_name: str) -> HttpResponse:
    """Return vCards as one file to download (RFC 6350, 3.3 allows several)."""
    response = HttpResponse("".join(cards), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.vcf"'
    return response


def format_tel_uri(number: str) -> str:
    """Return a number as a ``tel:`` URI (preferred by RFC 6350, 6.4.1), empty if there is none."""
    return f"tel:{number.replace(' ', '')}" if number else ""


def _format_line(name: str, parts: Iterable[str]) -> str:
    """Return a property as a line, folded as in iCalendar, which has the same line format."""
    value = ";".join(remove_unprintable(part).translate(_ESCAPES) for part in parts)
    return Contentline(f"{name}:{value}").to_ical().decode() + "\r\n"
