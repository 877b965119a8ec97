"""Tenant access of the search: its objects belong to the ICT department."""

from sites.permissions.ownership import belongs_to_the_centre
from sites.permissions.routes import allow

SYNONYMS = "search.SynonymGroup"


def declare() -> None:
    """Declare the app as central, and its admin routes; called once, when the app is ready."""
    belongs_to_the_centre("search")
    allow(*_named("index", "index_results", "add"))
    allow(*_named("edit", "delete", "usage", "history", "history_results"), path={"pk": SYNONYMS})


def _named(*names: str) -> list[str]:
    return [f"synonyms:{name}" for name in names]
