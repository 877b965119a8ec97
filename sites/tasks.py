"""Periodic tasks: comparison of public texts with decisions, purges of edges."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ops.jobs.schedule import every
from sites.caching.edges import repeat_purges
from sites.services.publication_checks import check_due_publications


@every(timedelta(hours=1), label=_("Compare what is public with what was decided"))
def check_publications() -> Iterator[object]:
    """Compare each public page and bulletin once a day, after an upgrade those without a decision.

    Runs every hour, and goes on with what is due.
    """
    yield from check_due_publications()


def repeat_edge_purges() -> None:
    """Purge once more at all edges, and what they missed. Runs every ten seconds.

    Raises RuntimeError if one does not answer, so that the screen of background work tells of it.
    """
    left = repeat_purges()
    if left:
        raise RuntimeError(f"{left} purges could not be made; the log says of which edge and why.")


if settings.EDGE_URLS:
    every(timedelta(seconds=10), label=_("Have edges forget what has changed"))(repeat_edge_purges)
