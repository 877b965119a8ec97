"""The search of the admin, over drafts too: Wagtail's own index, with our words in it.

Wagtail's backends leave it to each database what a word is, and none of them folds Vietnamese.
Here both are given words without accents, and what somebody types is folded alike. Two further
things differ, because they take seconds among many thousand pages: saving does not work out the
lengths of all titles anew, and SQLite is asked for titles once instead of once for every hit.
"""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802, the name Wagtail looks for
    """Return the backend for the database in use; WAGTAILSEARCH_BACKENDS names this module."""
    if connection.vendor == "postgresql":
        from search.admin.postgresql import Backend  # noqa: PLC0415, it needs the database's own
    else:
        from search.admin.sqlite import Backend  # noqa: PLC0415
    return Backend(params)
