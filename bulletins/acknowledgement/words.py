"""Where a unit stands with a bulletin that asks it to confirm, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins.models import Acknowledgement, Bulletin


def time_of(moment: datetime | None) -> str:
    """Return a moment as people write it: 17:00, 26/11/2026; empty where there is none."""
    if moment is None:
        return ""
    return date_format(timezone.localtime(moment), "H:i, d/m/Y")


def is_overdue(bulletin: Bulletin) -> bool:
    """Whether the time to confirm is over."""
    return bool(bulletin.confirm_by and bulletin.confirm_by <= timezone.now())


def standing(bulletin: Bulletin, acknowledgement: Acknowledgement | None) -> str:
    """Say whether a unit has confirmed, else until when it shall; empty where nobody asks."""
    if acknowledgement:
        return _("confirmed at %(time)s") % {"time": time_of(acknowledgement.at)}
    if bulletin.confirm_by is None or bulletin.ended_at:
        return ""
    words = _("not confirmed, due %(time)s")
    if is_overdue(bulletin):
        words = _("not confirmed, overdue since %(time)s")
    return words % {"time": time_of(bulletin.confirm_by)}
