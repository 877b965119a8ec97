"""Wagtail search backend of the admin for PostgreSQL."""

from typing import Any

from modelsearch.backends.database.postgres import postgres as stock

from search.admin.backends.base import FoldingBackendMixin, FoldingIndexMixin

# Wagtail queries both columns as one, but has an index on each column alone.
CREATE_INDEX = (
    "CREATE INDEX search_admin ON wagtailsearch_indexentry USING gin ((title || body)) "
    "WITH (fastupdate = off)"
)
DROP_INDEX = "DROP INDEX search_admin"


class Index(FoldingIndexMixin, stock.PostgresIndex):
    """Wagtail's PostgreSQL index with folded words."""


class Backend(FoldingBackendMixin, stock.PostgresSearchBackend):
    """Wagtail's PostgreSQL search backend with folded words and queries."""

    index_class = Index

    def __init__(self, params: dict[str, Any]) -> None:
        # The server's default configuration, often English, would drop "an", "can", "do" and
        # "the" as stop words.
        super().__init__({"SEARCH_CONFIG": "simple"} | params)
