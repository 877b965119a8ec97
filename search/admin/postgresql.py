from typing import Any

from modelsearch.backends.database.postgres import postgres as stock

from search.admin.folded import FoldingBackend, FoldingIndex

# Wagtail asks both columns as one, and has an index on each alone.
CREATE_INDEX = (
    "CREATE INDEX search_admin ON wagtailsearch_indexentry USING gin ((title || body)) "
    "WITH (fastupdate = off)"
)
DROP_INDEX = "DROP INDEX search_admin"


class Index(FoldingIndex, stock.PostgresIndex):
    pass


class Backend(FoldingBackend, stock.PostgresSearchBackend):
    index_class = Index

    def __init__(self, params: dict[str, Any]) -> None:
        # The server's own language, often English, would leave out "an", "can", "do" and "the".
        super().__init__({"SEARCH_CONFIG": "simple"} | params)
