"""State of a bulletin, for those who publish it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin, Urgency
from bulletins.selectors.audience import list_showing_agencies


@dataclass(frozen=True)
class PublicationState:
    """State of a bulletin as a label (`label`), and what it allows."""

    label: str
    live: bool
    in_force: bool
    can_repeat: bool
    can_return: bool


def get_publication_state(bulletin: Bulletin) -> PublicationState:
    """Return the state of the published row, whatever draft there is."""
    live = bulletin.live
    over = bulletin.is_expired()
    begun = not bulletin.valid_from or bulletin.valid_from <= timezone.now()
    return PublicationState(
        label=_get_label(bulletin),
        live=live,
        in_force=live and not over,
        can_repeat=live and begun and not over and bulletin.urgency != Urgency.EMERGENCY,
        can_return=bool(bulletin.withdrawn_at or (live and bulletin.ended_at)),
    )


def find_last_publication(bulletin: Bulletin) -> ModelLogEntry | None:
    """Return the log entry of the last publication, or None."""
    entries = registry.get_logs_for_instance(bulletin).filter(action="wagtail.publish")
    return entries.select_related("user").order_by("-timestamp", "-pk").first()


def count_sites(bulletin: Bulletin) -> int:
    """Return the number of websites that show a bulletin in force."""
    return list_showing_agencies(bulletin).count()


def _get_label(bulletin: Bulletin) -> str:
    begin, until = bulletin.valid_from, bulletin.valid_until
    if bulletin.withdrawn_at:
        return _("Withdrawn at %(time)s") % {"time": _format_time(bulletin.withdrawn_at)}
    if not bulletin.live:
        return _("Taken off the websites") if bulletin.first_published_at else _("Not published")
    if bulletin.ended_at:
        return _("Ended at %(time)s") % {"time": _format_time(bulletin.ended_at)}
    if until and until <= timezone.now():
        return _("Expired at %(time)s") % {"time": _format_time(until)}
    if begin and begin > timezone.now():
        return _("On air from %(time)s") % {"time": _format_time(begin)}
    if until:
        return _("On air until %(time)s") % {"time": _format_time(until)}
    return _("On air until it is withdrawn")


def _format_time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i, d/m/Y")
