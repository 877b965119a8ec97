"""Somebody as a business card that telephones take into their contacts (vCard 4.0, RFC 6350)."""

from collections.abc import Iterable

from django.http import HttpResponse
from icalendar.parser import Contentline

from bulletins.feeds.printable import printable
from home.organisation.chart import Person
from sites.models import Agency, AgencySettings

CONTENT_TYPE = "text/vcard; charset=utf-8"
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def vcard(person: Person, agency: Agency, details: AgencySettings, url: str) -> HttpResponse:
    """Return the card of a person, to be kept under their name."""
    value = person.value
    lines = [
        ("BEGIN", ["VCARD"]),
        ("VERSION", ["4.0"]),
        ("KIND", ["individual"]),
        ("FN", [value["name"]]),
        # Telephones put given names before or after family names, as their own language has it.
        # A name that is given as a whole is shown as a whole, in the order Vietnamese has.
        ("N", ["", value["name"], "", "", ""]),
        ("ORG", [agency.name, *person.offices]),
        ("TITLE", [value["position"]]),
        ("TEL;TYPE=work", [value["telephone"]]),
        ("EMAIL;TYPE=work", [value["email"]]),
        ("ADR;TYPE=work", ["", "", details.address, "", "", "", ""]),
        ("NOTE", [value["duties"]]),
        ("URL", [url]),
        ("END", ["VCARD"]),
    ]
    text = "".join(_line(name, parts) for name, parts in lines if any(parts))
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{person.slug}.vcf"'
    return response


def _line(name: str, parts: Iterable[str]) -> str:
    """One property, folded as iCalendar folds its own: both have the same lines."""
    value = ";".join(printable(part).translate(_ESCAPES) for part in parts)
    return Contentline(f"{name}:{value}").to_ical().decode() + "\r\n"
