"""Decided versions of public pages and bulletins."""

from typing import Any

from django.db import transaction
from wagtail.models import Revision

from content.versions.fixed import lock_row
from content.versions.public_rows import PublicRow, found_row, has_decided_version, read_row
from ops.models import PeriodicTaskRun

# The task of the job loops (``sites.tasks``) that founds all that is public.
TASK = "sites.tasks.check_publications"


def find_public_version(obj: Any) -> Revision | None:
    """Return the decided version of a page or bulletin, as ``find_public_row`` does."""
    public = find_public_row(obj)
    return public.version if public else None


@transaction.atomic
def find_public_row(obj: Any) -> PublicRow | None:
    """Return the public row of a page or bulletin with its decided version.

    Until the founding is over, a row without a decision gets one. Returns None for what is not
    public, for an alias, which shows another page, and afterwards for what nobody decided about.
    The row stays locked until the transaction ends.
    """
    lock_row(obj)
    row = read_row(obj)
    if not row.live or getattr(row, "alias_of_id", None):
        return None
    if has_decided_version(row):
        return PublicRow(row, row.live_revision, None)
    return None if is_founding_over() else found_row(row)


def is_founding_over() -> bool:
    """Return whether the job loops have compared all public objects once.

    Then a public object without a decision is a fault, and not one from before decisions.
    """
    run = PeriodicTaskRun.objects.filter(name=TASK).values_list("done_at", flat=True).first()
    return run is not None
