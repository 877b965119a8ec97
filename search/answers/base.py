"""An answer as the template shows it, and the pages that answers lead to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from home.paths import build_page_path
from home.selectors.opening_hours import OpeningState, Schedule, compute_state
from search.models import EntryType
from sites.models import Agency
from sites.permissions.ownership import HOME_PATH_LENGTH, descendants_q, list_home_pages
from sites.requests import AgencyRequest
from sites.selectors.public_pages import list_public_pages

MAX_ANSWERS = 3
AnyPage = TypeVar("AnyPage", bound=Page)


class Telephone(NamedTuple):
    """A number to call, and who answers; empty: the unit."""

    name: str
    number: str


@dataclass(frozen=True)
class SearchAnswer:
    """An answer to a question: what was asked for, and the page where it stands.

    ``lead``: the answer in a line, in ``language`` (a code) as ``title`` and ``lines`` are; empty
    where the title says it. ``note``: what has to be said before, in the language of the
    interface. ``schedule``: when the owner is open, if that was asked for. ``archived``: the name
    of the former unit that was asked for, of which several may serve in the place.
    """

    title: str
    url: str
    type: str
    owner: Agency
    language: str
    lead: str = ""
    telephones: list[Telephone] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    note: str = ""
    schedule: Schedule | None = None
    archived: str = ""

    @property
    def state(self) -> OpeningState | None:
        """Whether the owner is open now; None where nobody asked or it is unknown."""
        return compute_state(self.schedule, timezone.now()) if self.schedule else None


def find_pages(
    model: type[AnyPage], agencies: Collection[Agency], request: AgencyRequest
) -> dict[int, AnyPage]:
    """Return one public page of a type for each of the agencies, by the agency's primary key.

    In the language of the request where there is one, else in Vietnamese. Agencies without such a
    page are left out. Two queries.
    """
    if not agencies:
        return {}
    owners = {agency.root_page.translation_key: agency.pk for agency in agencies}
    homes = dict(
        list_home_pages(agency.pk for agency in agencies).values_list("path", "translation_key")
    )
    own = model.objects.filter(descendants_q("path", homes))
    pages = own.filter(pk__in=list_public_pages().order_by().values("pk")).select_related("locale")
    found: dict[int, AnyPage] = {}
    for page in sorted(pages, key=lambda page: (_rank_language(page, request), page.path)):
        if page.locale.language_code in {request.LANGUAGE_CODE, settings.LANGUAGE_CODE}:
            found.setdefault(owners[homes[page.path[:HOME_PATH_LENGTH]]], page)
    return found


def _rank_language(page: Page, request: AgencyRequest) -> bool:
    return page.locale.language_code != request.LANGUAGE_CODE


def build_url(page: Page, agency: Agency, request: AgencyRequest) -> str:
    """Return the URL of a page: a path on the website of the request, else with the host."""
    path = build_page_path(page.url_path, page.locale.language_code)
    return path if agency.pk == request.agency.pk else agency.root_url + path


def build_answer(
    page: Page,
    agency: Agency,
    request: AgencyRequest,
    *,
    type: str = EntryType.PAGE,  # noqa: A002
    anchor: str = "",
    lead: str = "",
    telephones: Iterable[Telephone] = (),
    lines: Iterable[str] = (),
    note: str = "",
    schedule: Schedule | None = None,
    archived: str = "",
) -> SearchAnswer:
    """Return the answer that stands on ``page``; ``anchor``: the id of its place there."""
    fragment = f"#{anchor}" if anchor else ""
    return SearchAnswer(
        title=page.title,
        url=build_url(page, agency, request) + fragment,
        type=str(EntryType(type).label),
        owner=agency,
        language=page.locale.language_code,
        lead=lead,
        telephones=[one for one in telephones if one.number],
        lines=[line for line in lines if line],
        note=note,
        schedule=schedule,
        archived=archived,
    )
