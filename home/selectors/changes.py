"""Which units of a province have ended or were renamed, and who serves in their place.

For the page of all changes and the notices on websites. The number of queries does not depend on
the number of agencies.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from content.text.collation import get_sort_key
from content.text.places import get_letter, strip_kind
from home.selectors.directory import DirectoryEntry
from sites.caching.hosts import HostMatch
from sites.caching.site_cache import get_or_build
from sites.models import Agency, AgencyQuerySet, FormerName, Kind, Status, Succession
from sites.requests import AgencyRequest
from sites.selectors.successors import (
    ServingAgencies,
    ServingAgency,
    list_coming_successors,
    list_lately_taken_over,
    list_notice_days,
    list_serving_agencies,
)

PAGE_SIZE = 60
# What the page of all changes reads of its address, besides those that others have.
QUERY_PARAMETERS = ("chu", "loai")
# So many predecessors are named in a notice; the page of all changes has the others.
MAX_NAMED = 6


@dataclass(frozen=True)
class ChangeEntry(DirectoryEntry):
    """A unit that ended or was renamed, under its ``letter``."""

    letter: str = ""


@dataclass(frozen=True)
class ChangeList:
    """A result page of the changes: ``entries`` of ``page``, and what can be chosen.

    ``kinds`` and ``letters`` are those of the whole list; letters those of the chosen kind.
    """

    page: Page
    entries: list[ChangeEntry]
    kinds: list[tuple[str, str]]
    letters: list[str]


def list_change_agencies(agency: Agency) -> AgencyQuerySet:
    """Return the units of the province of ``agency``, and former ones of neighbours.

    Of neighbours those that have ended, and whose work is done in this province now.
    """
    own = Agency.objects.of_province(agency).order_by().values("pk")
    taken_over = Succession.objects.filter(
        to_agency__in=own, from_agency__status=Status.ARCHIVED
    ).values("from_agency")
    return Agency.objects.filter(Q(pk__in=own) | Q(pk__in=taken_over))


def list_changes(
    agencies: AgencyQuerySet, *, query: str, kind: str, letter: str, number: str | None
) -> ChangeList:
    """Return those of ``agencies`` that ended or were renamed, by kind and letter.

    ``query``: words of present or former names, empty for all; ``kind``: a value of ``Kind``,
    ``letter``: as of ``get_letter``, ``number``: of the result page. What is unknown narrows
    nothing.
    """
    renamed = Exists(FormerName.objects.filter(agency=OuterRef("pk")))
    changed = agencies.filter(Q(status=Status.ARCHIVED) | renamed)
    if query:
        changed = changed.findable(query)
    rows = list(changed.order_by().values_list("pk", "kind", "name_vi"))
    places = {value: place for place, value in enumerate(Kind.values)}
    found = sorted((places[row[1]], get_sort_key(strip_kind(row[2])), row) for row in rows)
    kinds = list(dict.fromkeys(row[1] for _place, _key, row in found))
    chosen = [row for _place, _key, row in found if kind not in kinds or row[1] == kind]
    letters = sorted({get_letter(row[2]) for row in chosen} - {""}, key=get_sort_key)
    kept = [row for row in chosen if letter not in letters or get_letter(row[2]) == letter]
    page = Paginator([row[0] for row in kept], PAGE_SIZE).get_page(number)
    labels = dict(Kind.choices)
    return ChangeList(
        page,
        _load_entries(list(page.object_list)),
        [(one, str(labels[one])) for one in kinds],
        letters,
    )


def _load_entries(keys: list[int]) -> list[ChangeEntry]:
    loaded = (
        Agency.objects.select_related("site__agencysettings")
        .prefetch_related("former_names")
        .in_bulk(keys)
    )
    serving = list_serving_agencies(loaded.values())
    return [
        ChangeEntry(
            loaded[key], serving.get(key, ServingAgencies()), get_letter(loaded[key].name_vi)
        )
        for key in keys
        if key in loaded
    ]


@dataclass(frozen=True)
class ChangeNotice:
    """What a website says about a change of its unit.

    ``ends_on``: the announced last day but one, with those who serve from then on (``coming``).
    ``taken_over``: whose work the unit has taken over within a year, ``others``: how many more.
    """

    ends_on: date | None = None
    coming: tuple[ServingAgency, ...] = ()
    taken_over: tuple[Agency, ...] = ()
    others: int = 0


def get_change_notice(request: AgencyRequest) -> ChangeNotice:
    """Return the notice of the requested website, without a query where there is none.

    Cached until units change or a year is over.
    """
    agency = request.agency
    if agency.is_archived or not (agency.ends_on or agency.predecessor_ends):
        return ChangeNotice()
    return get_or_build(
        request,
        "change notice",
        lambda: _build_notice(agency),
        until=lambda: _find_expiry(agency),
    )


def _build_notice(agency: Agency) -> ChangeNotice:
    taken_over = list_lately_taken_over(agency)
    return ChangeNotice(
        agency.ends_on,
        tuple(list_coming_successors(agency)),
        tuple(taken_over[:MAX_NAMED]),
        max(0, len(taken_over) - MAX_NAMED),
    )


def get_notice_expiry(host_match: HostMatch, now: datetime) -> float:
    """Return when a notice on a website is over, or ``math.inf`` for never; without a query.

    The result is a Unix time (float, seconds), for ``sites.middleware.cache.register_expiry``.
    """
    return _find_expiry(host_match.load_site().agency)


def _find_expiry(agency: Agency) -> float:
    today = timezone.localdate()
    days = [day for day in list_notice_days(agency) if day > today]
    if not days:
        return math.inf
    return timezone.make_aware(datetime.combine(min(days), time.min)).timestamp()
