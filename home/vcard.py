"""The unit for people's address books (vCard 4.0: RFC 6350)."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import get_language
from icalendar.parser import Contentline

from home.models import ContactPage
from sites.http import AgencyRequest

CONTENT_TYPE = "text/vcard; charset=utf-8"
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def vcard(request: AgencyRequest) -> HttpResponse:
    """Name, place, telephones, e-mail and hours of the unit, as its contact page has them."""
    # Lines are folded by what folds those of the calendar: the rule is the same.
    lines = b"".join(Contentline(line).to_ical() + b"\r\n" for line in _lines(request))
    answer = HttpResponse(lines, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{request.agency.code}.vcf"'
    return answer


def _lines(request: AgencyRequest) -> Iterator[str]:
    agency, details = request.agency, request.agency_settings
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:org"
    yield f"FN:{_text(agency.name)}"
    yield f"ORG:{_text(agency.name)}"
    if details.address:
        # One line of text: nobody has said which part of it is street or town.
        yield f"ADR:;;{_text(details.address)};;;;"
    if details.telephone:
        yield f"TEL;VALUE=uri;TYPE=work,voice;PREF=1:{_tel(details.telephone)}"
    for number in _further_numbers(request):
        yield f"TEL;VALUE=uri;TYPE=work,voice:{_tel(number)}"
    if details.email:
        yield f"EMAIL;TYPE=work:{_text(details.email)}"
    if details.hours:
        yield f"NOTE:{_text(details.hours)}"
    yield f"LANG:{get_language()}"
    yield f"URL:{agency.root_url}/"
    yield "END:VCARD"


def _further_numbers(request: AgencyRequest) -> list[str]:
    pages = ContactPage.objects.child_of(request.agency.root_page).live().public()
    return [number for page in pages[:1] for _name, number in page.numbers()]


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _tel(number: str) -> str:
    return f"tel:{number.replace(' ', '')}"
