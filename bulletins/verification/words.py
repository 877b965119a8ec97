"""Advice on display problems."""

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
    """Return the advice on the outcome of a check; empty if nothing is wrong."""
    return str(ADVICE.get(check.outcome, ""))
