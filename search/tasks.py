"""Nightly deletion of old counts of searches."""

from django.utils.translation import gettext_lazy as _

from ops.retention import retention
from search.services.query_counts import delete_old_counts, delete_old_hashes


@retention("QUERY_COUNT_DAYS", label=_("Counts of searches, with their words"))
def delete_old_query_counts() -> None:
    """Delete the counts that are older than ``QUERY_COUNT_DAYS`` days."""
    delete_old_counts()


@retention("QUERY_HASH_DAYS", label=_("Counts of searches that too few people made"))
def delete_old_query_hashes() -> None:
    """Delete the counts without words that are older than ``QUERY_HASH_DAYS`` days."""
    delete_old_hashes()
