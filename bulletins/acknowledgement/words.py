"""Labels for an agency's status on a bulletin that requires acknowledgement."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins.models import Acknowledgement, Bulletin


def time_of(moment: datetime | None) -> str:
    """Return a time in the current time zone as "17:00, 26/11/2026"; empty for None."""
    if moment is None:
        return ""
    return date_format(timezone.localtime(moment), "H:i, d/m/Y")


def is_overdue(bulletin: Bulletin) -> bool:
    """Return whether the deadline `confirm_by` has passed; False if there is none."""
    return bool(bulletin.confirm_by and bulletin.confirm_by <= timezone.now())


def standing(bulletin: Bulletin, acknowledgement: Acknowledgement | None) -> str:
    """Return the status label: acknowledged when, due when, or overdue since when.

    `acknowledgement`: None if the agency has not acknowledged. Then the label is empty if the
    bulletin has no `confirm_by` or was ended.
    """
    if acknowledgement:
        return _("confirmed at %(time)s") % {"time": time_of(acknowledgement.at)}
    if bulletin.confirm_by is None or bulletin.ended_at:
        return ""
    words = _("not confirmed, due %(time)s")
    if is_overdue(bulletin):
        words = _("not confirmed, overdue since %(time)s")
    return words % {"time": time_of(bulletin.confirm_by)}
