"""Registry of periodic tasks, and retry delays of failed queued tasks.

Apps register their periodic tasks, and the worker runs them (``ops.jobs.worker``). A periodic task
may run late, or once more after a process was killed in the middle of it, and must be idempotent.
One that may take long is a generator (``ops.jobs.pieces``): called again, it goes on with what it
has not done. Whoever calls a registered function directly has all of it done.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import wraps

from django.utils import timezone
from django.utils.functional import Promise

# Attempts of one task, all within three hours: by then a failure of the network or of a mail server
# is over.
MAX_ATTEMPTS = 5

# What a function gives that works piece by piece, else None.
Steps = Iterable[object] | None
TaskFunction = Callable[[], Steps]


def retry_backoff(failures: int) -> timedelta:
    """Return the time until the next attempt: a minute, then five times as long each time.

    ``failures``: failed attempts so far, 1 or more.
    """
    return timedelta(minutes=5 ** (failures - 1))


@dataclass(frozen=True)
class PeriodicTask:
    """A periodic task that runs every ``interval``, or daily at ``of_day`` (local time).

    ``name`` is the dotted path of its function, ``label`` says in words what it does. ``before`` is
    the name of the task that has to wait for this one if both are due; empty if there is none.
    """

    name: str
    work: TaskFunction
    interval: timedelta | None = None
    of_day: time | None = None
    before: str = ""
    label: str | Promise = ""

    def get_next_run(self, moment: datetime) -> datetime:
        """Return when the task is first due after ``moment`` (an aware datetime).

        Missed runs are not made up for: the task is due once, however long no worker was running.
        """
        if self.of_day is None:
            return moment + (self.interval or timedelta())
        today = timezone.localtime(moment)
        due = datetime.combine(today.date(), self.of_day, tzinfo=today.tzinfo)
        return due if due > moment else due + timedelta(days=1)


_periodic_tasks: dict[str, PeriodicTask] = {}


def every(
    interval: timedelta, *, label: str | Promise = ""
) -> Callable[[TaskFunction], TaskFunction]:
    """Return a decorator that registers a function to be called once per ``interval``.

    ``label`` says in words what it does, for the screen of background work.
    """
    return lambda work: _register(work, interval=interval, label=label)


def daily(
    of_day: time, *, before: TaskFunction | None = None, label: str | Promise = ""
) -> Callable[[TaskFunction], TaskFunction]:
    """Return a decorator that registers a function to be called daily, at ``of_day`` or later.

    If ``before``, another daily function, is due as well, it waits until this one is done, however
    many workers run. It does not wait for a function that has failed. ``label`` says in words what
    the function does.
    """
    follower = _get_name(before) if before else ""
    return lambda work: _register(work, of_day=of_day, before=follower, label=label)


def list_periodic_tasks() -> list[PeriodicTask]:
    """Return all periodic tasks, sorted by name."""
    return [_periodic_tasks[name] for name in sorted(_periodic_tasks)]


def _register(
    work: TaskFunction,
    interval: timedelta | None = None,
    of_day: time | None = None,
    before: str = "",
    label: str | Promise = "",
) -> TaskFunction:
    name = _get_name(work)
    _periodic_tasks[name] = PeriodicTask(name, work, interval, of_day, before, label)

    @wraps(work)
    def do_all() -> None:
        for _step in work() or ():
            pass

    return do_all


def _get_name(work: TaskFunction) -> str:
    return f"{work.__module__}.{work.__qualname__}"
