"""Where a bulletin stands, in the words of those who answer for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin, Urgency
from bulletins.models.audience import agencies_for
from sites.models.agency import AgencyQuerySet


@dataclass(frozen=True)
class State:
    """What can be done follows from ``live``, ``in_force`` and ``can_return``."""

    words: str
    live: bool
    in_force: bool
    can_return: bool


def state_of(bulletin: Bulletin) -> State:
    """Return the state of the published row; a draft beside it does not count."""
    live = bulletin.live
    over = bulletin.is_expired()
    return State(
        words=_words(bulletin),
        live=live,
        in_force=live and not over,
        can_return=bool(bulletin.withdrawn_at or (live and bulletin.ended_at)),
    )


def last_publication(bulletin: Bulletin) -> ModelLogEntry | None:
    """Return who made it public last, and when."""
    entries = registry.get_logs_for_instance(bulletin).filter(action="wagtail.publish")
    return entries.select_related("user").order_by("-timestamp", "-pk").first()


def sites_of(bulletin: Bulletin) -> int:
    """Return on how many websites a bulletin in force is."""
    return showing(bulletin).count()


def showing(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the working units on whose websites a bulletin in force is."""
    agencies = agencies_for(bulletin.audience.all())
    if bulletin.urgency == Urgency.ROUTINE:
        hiding = bulletin.placements.filter(hidden=True)
        agencies = agencies.exclude(pk__in=hiding.values("agency"))
    return agencies


def _words(bulletin: Bulletin) -> str:
    begin, until = bulletin.valid_from, bulletin.valid_until
    if bulletin.withdrawn_at:
        return _("Withdrawn at %(time)s") % {"time": _time(bulletin.withdrawn_at)}
    if not bulletin.live:
        return _("Taken off the websites") if bulletin.first_published_at else _("Not published")
    if bulletin.ended_at:
        return _("Ended at %(time)s") % {"time": _time(bulletin.ended_at)}
    if until and until <= timezone.now():
        return _("Expired at %(time)s") % {"time": _time(until)}
    if begin and begin > timezone.now():
        return _("On air from %(time)s") % {"time": _time(begin)}
    if until:
        return _("On air until %(time)s") % {"time": _time(until)}
    return _("On air until it is withdrawn")


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i, d/m/Y")
