"""Somebody's business card."""

from django.http import HttpResponse

from home.organisation.chart import Person
from home.vcard import tel, vcard
from sites.models import Agency, AgencySettings


def card_of(person: Person, agency: Agency, details: AgencySettings, url: str) -> HttpResponse:
    """Return the card of a person, to be kept under their name."""
    value = person.value
    properties = [
        ("FN", [value["name"]]),
        # Telephones put given names before or after family names, as their own language has it.
        # A name that is given as a whole is shown as a whole, in the order Vietnamese has.
        ("N", ["", value["name"], "", "", ""]),
        ("ORG", [agency.name, *person.offices]),
        ("TITLE", [value["position"]]),
        ("TEL;VALUE=uri;TYPE=work,voice", [tel(value["telephone"])]),
        ("EMAIL;TYPE=work", [value["email"]]),
        ("ADR;TYPE=work", ["", "", details.address, "", "", "", ""]),
        ("NOTE", [value["duties"]]),
        ("URL", [url]),
    ]
    return vcard("individual", properties, person.slug)
