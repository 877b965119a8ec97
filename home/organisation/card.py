"""vCard of a person."""

from django.http import HttpResponse

from home.organisation.chart import Person
from home.vcard import tel, vcard
from sites.models import Agency, AgencySettings


def card_of(person: Person, agency: Agency, details: AgencySettings, url: str) -> HttpResponse:
    """Return the vCard of a person as a download named after the person.

    ``url``: absolute URL of the person on the organisation page.
    """
    value = person.value
    properties = [
        ("FN", [value["name"]]),
        # The whole name is one component. Telephones order family and given names by their own
        # language; a name in one component keeps the Vietnamese order.
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
