"""When a bulletin is announced again: in the morning where the office is, days apart."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bulletins.models import Bulletin

MORNING = time(8)
# What was missed is made up for until then, and not at night.
EVENING = time(19)


def first_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin is announced again first, if it is published now; None: never."""
    if not bulletin.repeat_days:
        return None
    begin = max(filter(None, (timezone.now(), bulletin.valid_from)))
    return _morning_of(office_day(begin) + timedelta(days=bulletin.repeat_days))


def following_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin that is announced again now will be the next time; None: never.

    It keeps its rhythm, and comes on a later day than today, however many it has missed.
    """
    if not (bulletin.repeat_days and bulletin.next_repeat_at):
        return None
    due = office_day(bulletin.next_repeat_at)
    missed = (office_day(timezone.now()) - due).days // bulletin.repeat_days
    return _morning_of(due + timedelta(days=(missed + 1) * bulletin.repeat_days))


def next_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin on air will be announced again; None: not before it ends."""
    due, end = bulletin.next_repeat_at, bulletin.in_force_until
    return due if due and (end is None or due < end) else None


def is_office_time(moment: datetime) -> bool:
    """Whether people are awake to be told something that does not press."""
    return MORNING <= moment.astimezone(timezone.get_default_timezone()).time() < EVENING


def office_day(moment: datetime) -> date:
    """Return the day of a moment where the office is, not where the person signed in may be."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())
