"""Periodic task that deletes old counts of what was searched for."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from ops.jobs.schedule import daily
from search.services.query_counts import delete_old_counts


@daily(time(3, 20), label=_("Delete old counts of searches"))
def delete_old_query_counts() -> None:
    """Delete counts of queries once they are no longer needed. Runs daily at 03:20."""
    delete_old_counts()
