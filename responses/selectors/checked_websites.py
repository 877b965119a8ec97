"""On which websites a bulletin is read after it has changed."""

from bulletins.models import BANNER_URGENCIES, Bulletin, list_audience_agencies
from sites.models import Agency

# Websites with which a bulletin has nothing to do, and that are read all the same, at most.
MAX_OTHERS = 50


def list_agencies_to_check(bulletin: Bulletin, *, everywhere: bool = False) -> list[int]:
    """Return the primary keys of the agencies whose websites are read after a bulletin changed.

    First where its audience has it, and where a check was kept before: it may have been for others
    then. An urgent bulletin is named on every website. Elsewhere any other must not be, which the
    nightly check sees in turns; of these websites a few are read at once (``MAX_OTHERS``), others
    each time. With thousands of units, reading all of them for the notice of one would cost minutes
    for each change. ``everywhere``: all websites are read.
    """
    audience = list_audience_agencies(bulletin.audience.all())
    concerned = {
        *audience.values_list("pk", flat=True),
        *bulletin.checks.values_list("agency", flat=True),
    }
    keys = Agency.objects.order_by("?").values_list("pk", flat=True)
    # The order of chance stays, within those concerned and within the others.
    in_order = sorted(keys, key=lambda key: key not in concerned)
    if everywhere or bulletin.urgency in BANNER_URGENCIES:
        return in_order
    return in_order[: len(concerned) + MAX_OTHERS]
