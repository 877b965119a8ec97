"""Counts of background work: waiting and given up tasks, and their age."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResultQuerySet, get_date_max

from ops.jobs.lanes import Lane
from ops.jobs.queue import TaskHangsError, list_hanging_tasks, list_queued_tasks
from ops.jobs.schedule import MAX_ATTEMPTS
from ops.models import PeriodicTaskRun

# Seconds after which what waits counts as late.
MAX_AGE_SECONDS = 15 * 60


@dataclass(frozen=True)
class QueueCounts:
    """How many tasks wait, are under way, and have been given up."""

    waiting: int
    running: int
    dead: int


def count_tasks(tasks: DBTaskResultQuerySet) -> QueueCounts:
    """Return the number of these tasks in each state. One query."""
    states = [TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED]
    rows = tasks.filter(status__in=states).order_by().values_list("status")
    counts = dict(rows.annotate(number=Count("pk")))
    return QueueCounts(*(counts.get(state.value, 0) for state in states))


def get_age() -> float:
    """Return for how many seconds the oldest task has been due and not begun; 0 if there is none.

    Those of the lane ``LONG`` are left out: they wait for all others.
    """
    waiting = list_queued_tasks().filter(status=TaskResultStatus.READY, priority__gt=Lane.LONG)
    at_once = waiting.filter(run_after=get_date_max())
    later = waiting.filter(run_after__lte=timezone.now())
    first = [
        at_once.aggregate(first=Min("enqueued_at"))["first"],
        later.aggregate(first=Min(Greatest("enqueued_at", "run_after")))["first"],
    ]
    now = timezone.now()
    return max(0.0, (now - min(filter(None, first), default=now)).total_seconds())


def count_hanging() -> int:
    """Return how many tasks hung the last time, and were ended; those that come again included."""
    runs = PeriodicTaskRun.objects.filter(failures__gt=0, error__startswith=TaskHangsError.__name__)
    return list_hanging_tasks().count() + runs.count()


def list_failing_periodic_tasks() -> QuerySet[PeriodicTaskRun]:
    """Return the periodic tasks that have failed ``MAX_ATTEMPTS`` times in a row."""
    return PeriodicTaskRun.objects.filter(failures__gte=MAX_ATTEMPTS)
