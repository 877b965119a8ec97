"""The agency's contact data as a vCard."""

from django.http import HttpResponse
from django.utils.translation import get_language

from home.models import ContactPage
from home.vcard import tel, vcard
from sites.http import AgencyRequest


def unit_card(request: AgencyRequest) -> HttpResponse:
    """Return the vCard of the agency: its details and the numbers of its contact page."""
    agency, details = request.agency, request.agency_settings
    properties = [
        ("FN", [agency.name]),
        ("ORG", [agency.name]),
        # The address is stored as one line, so it is not split into street and town.
        ("ADR", ["", "", details.address, "", "", "", ""]),
        ("TEL;VALUE=uri;TYPE=work,voice;PREF=1", [tel(details.telephone)]),
        *(("TEL;VALUE=uri;TYPE=work,voice", [tel(one)]) for one in _further_numbers(request)),
        ("EMAIL;TYPE=work", [details.email]),
        ("NOTE", [details.hours]),
        ("LANG", [get_language() or ""]),
        ("URL", [f"{agency.root_url}/"]),
    ]
    return vcard("org", properties, agency.code)


def _further_numbers(request: AgencyRequest) -> list[str]:
    pages = ContactPage.objects.child_of(request.agency.root_page).live().public()
    return [number for page in pages[:1] for _name, number in page.numbers()]
