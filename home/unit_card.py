"""The unit for people's address books."""

from django.http import HttpResponse
from django.utils.translation import get_language

from home.models import ContactPage
from home.vcard import tel, vcard
from sites.http import AgencyRequest


def unit_card(request: AgencyRequest) -> HttpResponse:
    """Name, place, telephones, e-mail and hours of the unit, as its contact page has them."""
    agency, details = request.agency, request.agency_settings
    properties = [
        ("FN", [agency.name]),
        ("ORG", [agency.name]),
        # One line of text: nobody has said which part of it is street or town.
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
