"""Where the search's own objects stand among the agencies: they are the ICT department's."""

from sites.isolation.ownership import belongs_to_the_centre
from sites.isolation.rules import allow

SYNONYMS = "search.SynonymGroup"


def declare() -> None:
    """Say whose synonyms are, and which screens they have."""
    belongs_to_the_centre("search")
    allow(*_named("index", "index_results", "add"))
    allow(*_named("edit", "delete", "usage", "history", "history_results"), path={"pk": SYNONYMS})


def _named(*names: str) -> list[str]:
    return [f"synonyms:{name}" for name in names]
