"""Tenant access of the search: synonyms are the ICT department's, counts of queries a unit's."""

from search.models import QueryCount
from sites.models import Agency
from sites.permissions.ownership import register_central_app, register_owner
from sites.permissions.routes import allow_route

SYNONYMS = "search.SynonymGroup"


def _list_view_names(*names: str) -> list[str]:
    return [f"synonyms:{name}" for name in names]


register_central_app("search")
allow_route(*_list_view_names("index", "index_results", "add"))
allow_route(
    *_list_view_names("edit", "delete", "usage", "history", "history_results"),
    path={"pk": SYNONYMS},
)
allow_route("vain_searches")


@register_owner(QueryCount)
def get_count_agency(count: QueryCount) -> Agency:
    """Return the agency on whose website the query was typed."""
    return count.agency
