"""View of an agency's vCard (RFC 6350)."""

from django.http import Http404, HttpResponse

from content.languages import get_interface_language
from content.vcard import build_vcard, format_tel_uri, render_vcards
from home.models import ContactPage
from home.selectors.opening_hours import find_schedule
from home.selectors.successors import get_website_serving
from sites.models import Agency, AgencySettings
from sites.requests import AgencyRequest


def agency_vcard(request: AgencyRequest) -> HttpResponse:
    """Return the vCard of the agency: its details and the numbers of its contact page.

    For an archived agency the cards of those who serve now; 404 if there are none.
    """
    agency = request.agency
    if not agency.is_archived:
        cards = [_build_agency_vcard(agency, request.agency_settings)]
    else:
        cards = [
            _build_agency_vcard(unit, AgencySettings.for_site(unit.site))
            for unit in get_website_serving(request).agencies
        ]
    if not cards:
        raise Http404
    return render_vcards(cards, agency.code)


def _build_agency_vcard(agency: Agency, details: AgencySettings) -> str:
    properties = [
        ("FN", [agency.name]),
        ("ORG", [agency.name]),
        # The address is stored as one line, so it is not split into street and town.
        ("ADR", ["", "", details.address, "", "", "", ""]),
        ("TEL;VALUE=uri;TYPE=work,voice;PREF=1", [format_tel_uri(details.telephone)]),
        *(
            ("TEL;VALUE=uri;TYPE=work,voice", [format_tel_uri(number)])
            for number in _list_further_numbers(agency)
        ),
        ("EMAIL;TYPE=work", [details.email]),
        ("NOTE", ["\n".join(filter(None, [*_list_hours(agency), details.hours]))]),
        ("LANG", [get_interface_language()]),
        ("URL", [f"{agency.root_url}/"]),
    ]
    return build_vcard("org", properties)


def _list_hours(agency: Agency) -> list[str]:
    """Return the sessions of the week, a line for days with the same ones."""
    schedule = find_schedule(agency)
    return [
        f"{row.label}: {', '.join(map(str, row.sessions))}"
        for row in (schedule.list_rows() if schedule else ())
        if row.sessions
    ]


def _list_further_numbers(agency: Agency) -> list[str]:
    pages = ContactPage.objects.child_of(agency.root_page).live().public()
    return [number for page in pages[:1] for _name, number in page.iter_telephones()]
