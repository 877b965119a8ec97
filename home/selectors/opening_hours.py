"""State of an agency's opening hours, for pages, search and machines.

An exception is stronger than a public holiday, a holiday stronger than the week.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone

from content.public_holidays import find_public_holiday
from home.models import OpeningException, OpeningHours, OpeningSession, Weekday
from sites.caching.hosts import HostMatch
from sites.caching.site_cache import (
    MAX_AGE,
    find_cached,
    get_or_build,
    make_cache_key,
    save_cached,
)
from sites.models import Agency
from sites.requests import AgencyRequest

# Days in which the next opening is looked for.
MAX_DAYS_AHEAD = 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Session:
    """A time in which the agency is open (local time of day)."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens.hour}:{self.opens:%M}–{self.closes.hour}:{self.closes:%M}"


@dataclass(frozen=True)
class OpeningDay:
    """The sessions of one day; ``reason``: name of the holiday or exception, else empty."""

    sessions: tuple[Session, ...]
    reason: str = ""


@dataclass(frozen=True)
class SpecialDays:
    """Days, both ends included, with other sessions than the week; none means closed."""

    first_day: date
    last_day: date
    reason: str
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class WeekRow:
    """Consecutive days of the week with the same sessions; none means closed."""

    first: Weekday
    last: Weekday
    sessions: tuple[Session, ...]

    @property
    def label(self) -> str:
        """Return the days in words."""
        days = [self.first] if self.first == self.last else [self.first, self.last]
        return " – ".join(str(day.label) for day in days)


@dataclass(frozen=True)
class Schedule:
    """The opening hours of an agency, apart from the database."""

    week: tuple[tuple[Session, ...], ...]
    exceptions: tuple[SpecialDays, ...]
    closed_on_holidays: bool

    def get_day(self, day: date) -> OpeningDay:
        """Return the sessions of a day, and why they are others than those of its weekday."""
        for special in self.exceptions:
            if special.first_day <= day <= special.last_day:
                return OpeningDay(special.sessions, special.reason)
        usual = self.week[day.weekday()]
        holiday = find_public_holiday(day) if self.closed_on_holidays and usual else ""
        return OpeningDay((), holiday) if holiday else OpeningDay(usual)

    def list_rows(self) -> list[WeekRow]:
        """Return the week from Monday on, consecutive days with the same sessions together."""
        rows = []
        for sessions, days in groupby(Weekday, lambda weekday: self.week[weekday]):
            listed = list(days)
            rows.append(WeekRow(listed[0], listed[-1], sessions))
        return rows

    def list_coming_exceptions(self, today: date) -> list[SpecialDays]:
        """Return the exceptions that are not over, the nearest first."""
        return [special for special in self.exceptions if special.last_day >= today]


@dataclass(frozen=True)
class OpeningState:
    """Whether an agency is open at a moment.

    ``until``: when it closes, if it is open. ``next_opening``: when it opens next, if it is closed
    and opens within ``MAX_DAYS_AHEAD``. ``reason``: why today is another day than usual, such as
    the name of a holiday, else empty. ``sessions``: today's.
    """

    is_open: bool
    until: datetime | None
    next_opening: datetime | None
    reason: str
    sessions: tuple[Session, ...]

    @property
    def next_change(self) -> datetime | None:
        """Return the moment up to which this holds, or None if nothing changes it."""
        return self.until or self.next_opening


def get_opening_state(agency: Agency, now: datetime) -> OpeningState | None:
    """Return whether ``agency`` is open at ``now`` (aware); None if its hours are not known."""
    schedule = find_schedule(agency)
    return compute_state(schedule, now) if schedule else None


def find_schedule(agency: Agency) -> Schedule | None:
    """Return the opening hours of an agency; None for an ended one, and if there are none."""
    return None if agency.is_archived else list_schedules([agency]).get(agency.pk)


def list_schedules(agencies: Iterable[Agency]) -> dict[int, Schedule]:
    """Return the opening hours of active agencies by primary key; those that are known.

    Three queries, however many agencies there are.
    """
    rows = OpeningHours.objects.prefetch_related("sessions", "exceptions")
    return {
        hours.agency_id: build_schedule(
            hours.sessions.all(),
            hours.exceptions.all(),
            closed_on_holidays=hours.closed_on_holidays,
        )
        for hours in rows.filter(agency__in=[agency.pk for agency in agencies])
    }


def build_schedule(
    sessions: Iterable[OpeningSession],
    exceptions: Iterable[OpeningException],
    *,
    closed_on_holidays: bool,
) -> Schedule:
    """Return the opening hours that these rows, saved or not, say."""
    week: list[list[Session]] = [[] for _weekday in Weekday]
    for row in sorted(sessions, key=lambda row: (row.weekday, row.opens)):
        week[row.weekday].append(Session(row.opens, row.closes))
    return Schedule(
        week=tuple(map(tuple, week)),
        exceptions=tuple(map(_describe_exception, exceptions)),
        closed_on_holidays=closed_on_holidays,
    )


def get_site_schedule(request: AgencyRequest) -> Schedule | None:
    """Return the opening hours of the requested website, cached until the website changes."""
    return get_or_build(
        request, "opening hours", lambda: find_schedule(request.agency), own_only=True
    )


def get_site_state(request: AgencyRequest) -> OpeningState | None:
    """Return whether the agency of the requested website is open; None if its hours are unknown."""
    schedule = get_site_schedule(request)
    return compute_state(schedule, timezone.now()) if schedule else None


def compute_state(schedule: Schedule, now: datetime) -> OpeningState:
    """Return whether an agency with these hours is open at ``now`` (aware)."""
    now = timezone.localtime(now)
    today = schedule.get_day(now.date())
    for session in today.sessions:
        if session.opens <= now.time() < session.closes:
            until = _combine(now.date(), session.closes)
            return OpeningState(True, until, None, today.reason, today.sessions)
    upcoming = next((moment for moment in _iter_openings(schedule, now) if moment > now), None)
    return OpeningState(False, None, upcoming, today.reason, today.sessions)


def get_opening_expiry(host_match: HostMatch, now: datetime) -> float:
    """Return when the agency of a website opens or closes next, or ``math.inf`` for never.

    The result is a Unix time (float, seconds), for ``sites.middleware.cache.register_expiry``.
    """
    key = make_cache_key(host_match, "opening clock")
    moment: float | None = find_cached(key, now.timestamp().__lt__)
    if moment is None or moment <= now.timestamp():
        state = get_opening_state(host_match.load_site().agency, now)
        change = state.next_change if state else None
        moment = change.timestamp() if change else math.inf
        save_cached(key, moment, MAX_AGE.total_seconds())
    return moment


def _iter_openings(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    for number in range(MAX_DAYS_AHEAD + 1):
        day = now.date() + number * ONE_DAY
        for session in schedule.get_day(day).sessions:
            yield _combine(day, session.opens)


def _describe_exception(row: OpeningException) -> SpecialDays:
    pairs = ((row.opens, row.closes), (row.opens_again, row.closes_again))
    sessions = tuple(Session(opens, closes) for opens, closes in pairs if opens and closes)
    return SpecialDays(row.first_day, row.last_day, row.reason, sessions)


def _combine(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
