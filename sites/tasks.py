"""Periodic task of installations with edges."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ops.jobs.schedule import every
from sites.caching.edges import repeat_purges


@every(timedelta(seconds=10), label=_("Have edges forget what has changed"))
def repeat_edge_purges() -> None:
    """Purge once more at all edges, and what they missed. Runs every ten seconds.

    Raises RuntimeError if one does not answer, so that the screen of background work tells of it.
    """
    left = repeat_purges()
    if left:
        raise RuntimeError(f"{left} purges could not be made; the log says of which edge and why.")
