"""Repetition schedule: every few days, in the morning of the office's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bulletins.models import Bulletin

MORNING = time(8)
# Missed repetitions are made up for until then, and not at night.
EVENING = time(19)


def first_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin that is published now is first announced again.

    None if it has no `repeat_days`. Days count from today, or from `valid_from` if that is later.
    """
    if not bulletin.repeat_days:
        return None
    begin = max(filter(None, (timezone.now(), bulletin.valid_from)))
    return _morning_of(office_day(begin) + timedelta(days=bulletin.repeat_days))


def following_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin that is announced again now is next due, or None for never.

    It stays in its schedule, on a later day than today, however many repetitions were missed.
    """
    if not (bulletin.repeat_days and bulletin.next_repeat_at):
        return None
    due = office_day(bulletin.next_repeat_at)
    missed = (office_day(timezone.now()) - due).days // bulletin.repeat_days
    return _morning_of(due + timedelta(days=(missed + 1) * bulletin.repeat_days))


def next_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin on air is next announced again; None if not before it ends."""
    due, end = bulletin.next_repeat_at, bulletin.in_force_until
    return due if due and (end is None or due < end) else None


def is_office_time(moment: datetime) -> bool:
    """Return whether it is between 8:00 and 19:00, when minor notifications may go out."""
    return MORNING <= moment.astimezone(timezone.get_default_timezone()).time() < EVENING


def office_day(moment: datetime) -> date:
    """Return the date in the office's time zone, which may not be the signed-in user's."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())
