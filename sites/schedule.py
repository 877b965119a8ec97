"""Work that comes again: each app says what and how often, and the job loop in ``ops`` does it.

Whatever is scheduled may be run late, or once more after a process was killed in the middle of
it, and must come to the same end then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

Work = Callable[[], None]


@dataclass(frozen=True)
class Duty:
    """One kind of work: ``interval`` apart, or at a time ``of_day`` in the local time zone.

    ``before`` names the work that must find this one done where both are due.
    """

    name: str
    work: Work
    interval: timedelta | None = None
    of_day: time | None = None
    before: str = ""

    def after(self, moment: datetime) -> datetime:
        """Return when it is due for the first time after ``moment``.

        However long nobody was there to do it, it is due once.
        """
        if self.of_day is None:
            return moment + (self.interval or timedelta())
        today = timezone.localtime(moment)
        due = datetime.combine(today.date(), self.of_day, tzinfo=today.tzinfo)
        return due if due > moment else due + timedelta(days=1)


_duties: dict[str, Duty] = {}


def every(interval: timedelta) -> Callable[[Work], Work]:
    """Have a function called with this much time between; usable as a decorator."""
    return lambda work: _register(work, interval=interval)


def daily(of_day: time, *, before: Work | None = None) -> Callable[[Work], Work]:
    """Have a function called once a day from this time of day on; usable as a decorator.

    Where ``before``, another daily function, is due as well, it waits until this one is done, in
    whatever order and however many processes work. It does not wait for one that has failed.
    """
    follower = _name_of(before) if before else ""
    return lambda work: _register(work, of_day=of_day, before=follower)


def duties() -> list[Duty]:
    """Return all work that comes again, by name."""
    return [_duties[name] for name in sorted(_duties)]


def _register(
    work: Work, interval: timedelta | None = None, of_day: time | None = None, before: str = ""
) -> Work:
    name = _name_of(work)
    _duties[name] = Duty(name, work, interval, of_day, before)
    return work


def _name_of(work: Work) -> str:
    return f"{work.__module__}.{work.__qualname__}"
