"""What to do about a bulletin that is not shown as it should be."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from bulletins.models import DisplayCheck, Mistake
from sites.visiting import words

_OLD = gettext_lazy("An old copy is handed out. Have the caches before the website emptied.")
_UNIT = gettext_lazy("Open the page yourself, then tell those who run the server.")

ADVICE: dict[str, str | Promise] = words.ADVICE | {
    Mistake.MISSING: _UNIT,
    Mistake.STALE: _OLD,
    Mistake.STATE: _OLD,
    Mistake.LEFT: _OLD,
    Mistake.NO_BANNER: _OLD,
    Mistake.STALE_BANNER: _OLD,
    Mistake.BANNER_LEFT: _OLD,
    Mistake.LISTED: _OLD,
}


def advice_on(check: DisplayCheck) -> str:
    """Return what to do about what was found; empty where nothing is wrong."""
    return str(ADVICE.get(check.outcome, ""))
