"""Replacements on an archived agency's website: its successors, and their procedures."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from home.frames import descendants_of_any, list_front_pages
from home.models import ContactPage, OrganisationPage, ProcedurePage
from home.paths import get_page_path
from home.selectors.opening_hours import Schedule, list_schedules
from sites.models import Agency
from sites.requests import AgencyRequest
from sites.selectors.successors import ServingAgencies, get_serving_agencies


class SuccessorProcedure(NamedTuple):
    """A procedure on the website of who serves now."""

    agency: Agency
    title: str
    url: str


def get_website_serving(request: AgencyRequest) -> ServingAgencies:
    """Return who serves in the place of the requested website's agency, queried once a request.

    Nobody if the agency is active.
    """
    if not request.agency.is_archived:
        return ServingAgencies()
    known = getattr(request, "serving", None)
    if not isinstance(known, ServingAgencies):
        request.serving = known = get_serving_agencies(request.agency)
    return known


def get_serving_schedule(request: AgencyRequest, agency: Agency) -> Schedule | None:
    """Return the opening hours of one of those who serve; None if they are not known.

    Those of all who serve are queried once a request.
    """
    known = getattr(request, "serving_schedules", None)
    if not isinstance(known, dict):
        request.serving_schedules = known = list_schedules(get_website_serving(request).agencies)
    return known.get(agency.pk)


def list_successor_procedures(
    page: ProcedurePage, agencies: Collection[Agency]
) -> list[SuccessorProcedure]:
    """Return the public procedures of ``agencies`` with the same code as ``page``.

    In the language of the page, in the order of the agencies; none for a page without a code.
    """
    if not page.code:
        return []
    same = ProcedurePage.objects.live().public().filter(code=page.code, locale=page.locale_id)
    return [
        SuccessorProcedure(agency, found.title, agency.root_url + get_page_path(found))
        for agency in agencies
        for found in same.descendant_of(agency.root_page).order_by("path")
    ]


def list_own_contacts(request: AgencyRequest) -> set[str]:
    """Return the telephone numbers and e-mail addresses of the website's own agency.

    As ``normalize_contact`` gives them: of its details, its contact pages and its people.
    """
    return {normalize_contact(contact) for contact in _iter_contacts(request) if contact}


def normalize_contact(contact: str) -> str:
    """Return a telephone number as its digits, an e-mail address in lower case."""
    if "@" in contact:
        return contact.partition("?")[0].strip().casefold()
    return "".join(filter(str.isdecimal, contact))


def _iter_contacts(request: AgencyRequest) -> Iterator[str]:
    details, fronts = request.agency_settings, list_front_pages(request)
    yield from (details.telephone, details.email)
    for page in descendants_of_any(ContactPage.objects.all(), fronts):
        yield from (number for _name, number in page.iter_telephones())
    for page in descendants_of_any(OrganisationPage.objects.all(), fronts):
        chart = page.chart
        for part in (*chart.people, *chart.all_offices):
            yield from (part.value["telephone"], part.value["email"])
