"""List and search of agencies for the directory.

The number of queries does not depend on the number of agencies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Value, When

from sites.models import Agency, AgencyQuerySet, AgencySettings, Kind, Status

PAGE_SIZE = 100
# How many times successors of archived successors are followed.
MAX_GENERATIONS = 5


@dataclass
class DirectoryEntry:
    """Agency in the directory; ``serving``: the active successors of an archived one."""

    agency: Agency
    serving: list[Agency] = field(default_factory=list)

    @property
    def telephone(self) -> str:
        """Return the agency's main telephone, empty if there is none."""
        return get_telephone(self.agency)


def get_telephone(agency: Agency) -> str:
    """Return the main telephone of an agency, empty if there is none.

    Select ``site__agencysettings`` first, else it needs queries of its own.
    """
    details: AgencySettings | None = getattr(agency.site, "agencysettings", None)
    return details.telephone if details else ""


def list_directory_entries(
    units: AgencyQuerySet, query: str, number: str | None
) -> tuple[Page, list[DirectoryEntry]]:
    """Return one result page of the agencies ``units`` and its entries.

    ``query``: search text, empty for all of them; ``number``: value of the parameter ``trang``.
    Ordered by kind and name, archived agencies last; in a search, matches of present names come
    first.
    """
    units = _sort_agencies(units.findable(query) if query else units, query)
    page = Paginator(units.select_related("site__agencysettings"), PAGE_SIZE).get_page(number)
    agencies = list(page.object_list)
    serving = _get_successors(agency for agency in agencies if agency.is_archived)
    return page, [DirectoryEntry(agency, serving.get(agency.pk, [])) for agency in agencies]


def _sort_agencies(units: AgencyQuerySet, query: str) -> AgencyQuerySet:
    kinds = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Kind.values)]
    ended = When(status=Status.ARCHIVED, then=Value(len(kinds)))
    units = units.annotate(place=Case(ended, *kinds, output_field=IntegerField()))
    named = ["-is_called_so"] if query else []
    return units.prefetch_related("former_names").order_by(*named, "place", "sort_key")


def _get_successors(ended: Iterable[Agency]) -> dict[int, list[Agency]]:
    """Return the active agencies that succeed each archived one, by primary key of the latter."""
    following: dict[int, list[Agency]] = {}
    # Agencies whose successors are queried next.
    keys = {agency.pk for agency in ended}
    wanted = set(keys)
    for _generation in range(MAX_GENERATIONS):
        if not keys:
            break
        pairs = _get_direct_successors(keys)
        following |= pairs
        found = {after.pk for afters in pairs.values() for after in afters if after.is_archived}
        keys = found - following.keys()
    return {key: _list_active_successors(key, following) for key in wanted}


def _get_direct_successors(keys: set[int]) -> dict[int, list[Agency]]:
    links = Agency.successors.through.objects.filter(from_agency__in=keys)
    links = links.select_related("to_agency__site__agencysettings").order_by("to_agency__sort_key")
    pairs: dict[int, list[Agency]] = {key: [] for key in keys}
    for link in links:
        pairs[link.from_agency_id].append(link.to_agency)
    return pairs


def _list_active_successors(key: int, following: dict[int, list[Agency]]) -> list[Agency]:
    found: dict[int, Agency] = {}
    seen, waiting = set(), [key]
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        for after in following.get(current, []):
            if after.is_archived:
                waiting.append(after.pk)
            else:
                found[after.pk] = after
    return list(found.values())
