"""Wagtail search backend of the admin: Wagtail's own index, filled with folded words.

It covers drafts too. Wagtail's backends leave it to each database what a word is, and none of
them folds Vietnamese. Here both databases are given words without accents, and queries are
folded alike. Two further things differ from Wagtail, because they take seconds among many
thousand pages: saving does not recompute the lengths of all titles, and SQLite is queried for
titles once instead of once for every hit.
"""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802, the name Wagtail looks for
    """Return the backend for the database in use; WAGTAILSEARCH_BACKENDS names this module."""
    if connection.vendor == "postgresql":
        from search.admin.backends.postgresql import Backend  # noqa: PLC0415, it needs the database's own
    else:
        from search.admin.backends.sqlite import Backend  # noqa: PLC0415
    return Backend(params)
