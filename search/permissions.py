"""Tenant access of the search: its objects belong to the ICT department."""

from sites.permissions.ownership import register_central_app
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
