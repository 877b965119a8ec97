"""On which websites a bulletin is read after it has changed."""

from bulletins.models import BANNER_URGENCIES, Bulletin, list_audience_agencies
from sites.models import Agency

# Websites with which a bulletin has nothing to do, and that are read all the same, at most.
MAX_OTHERS = 50


def list_agencies_to_check(bulletin: Bulletin) -> list[int]:
    """Return the primary keys of the agencies whose websites are read after a bulletin changed.

    An urgent bulletin is named on every website. Any other is read where its audience has it, and
    where a check was kept before: it may have been for others then. Elsewhere it must not be, which
    the nightly check sees in turns; of these websites a few are read at once (``MAX_OTHERS``),
    others each time. With thousands of units, reading all of them for the notice of one would cost
    minutes for each change.
    """
    keys = list(Agency.objects.order_by("?").values_list("pk", flat=True))
    if bulletin.urgency in BANNER_URGENCIES:
        return keys
    audience = list_audience_agencies(bulletin.audience.all())
    concerned = {
        *audience.values_list("pk", flat=True),
        *bulletin.checks.values_list("agency", flat=True),
    }
    others = [key for key in keys if key not in concerned]
    return [key for key in keys if key in concerned] + others[:MAX_OTHERS]
