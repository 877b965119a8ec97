"""List and search of agencies for the directory.

The number of queries does not depend on the number of agencies.
"""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Value, When

from sites.models import Agency, AgencyQuerySet, AgencySettings, Kind, Status
from sites.selectors.successors import ServingAgencies, list_serving_agencies

PAGE_SIZE = 100


@dataclass(frozen=True)
class DirectoryEntry:
    """Agency in the directory; ``serving``: to whom one turns instead of an archived one."""

    agency: Agency
    serving: ServingAgencies = ServingAgencies()

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
    agencies: AgencyQuerySet, query: str, number: str | None
) -> tuple[Page, list[DirectoryEntry]]:
    """Return one result page of ``agencies`` and its entries.

    ``query``: search text, empty for all of them; ``number``: value of the parameter ``trang``.
    Ordered by kind and name, archived agencies last; in a search, matches of present names come
    first.
    """
    found = _sort_agencies(agencies.findable(query) if query else agencies, query)
    page = Paginator(found.select_related("site__agencysettings"), PAGE_SIZE).get_page(number)
    shown = list(page.object_list)
    serving = list_serving_agencies(shown)
    return page, [
        DirectoryEntry(agency, serving.get(agency.pk, ServingAgencies())) for agency in shown
    ]


def _sort_agencies(agencies: AgencyQuerySet, query: str) -> AgencyQuerySet:
    kinds = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Kind.values)]
    archived = When(status=Status.ARCHIVED, then=Value(len(kinds)))
    agencies = agencies.annotate(place=Case(archived, *kinds, output_field=IntegerField()))
    named = ["-is_called_so"] if query else []
    return agencies.prefetch_related("former_names").order_by(*named, "place", "sort_key")
