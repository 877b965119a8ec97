"""Leases of worker processes, the state of periodic tasks, and clocks that are wrong.

Moments are those of the database's clock (``ops.database_time``).
"""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from ops.database_time import get_time


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers by state."""

    def alive(self) -> Self:
        """Return the workers whose lease holds, and so their claims on tasks."""
        return self.filter(expires_at__gt=get_time())


class Worker(models.Model):
    """Lease of one ``run_jobs`` process on the tasks that it has claimed.

    It is extended while the process lives. Once it has run out it is never extended: other workers
    may have claimed the tasks by then. See docs/decisions/0035-a-lease-for-each-process.md.
    """

    id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id

    def extend_lease(self, lease: timedelta) -> bool:
        """Extend the lease to ``lease`` from now; return False if it has run out."""
        alive = Worker.objects.alive().filter(pk=self.pk)
        return bool(alive.update(expires_at=get_time() + lease))


class PeriodicTaskRunQuerySet(models.QuerySet["PeriodicTaskRun"]):
    """Periodic tasks by state."""

    def due(self) -> Self:
        """Return the periodic tasks that are due, claimed ones included."""
        return self.filter(due_at__lte=get_time())

    def free(self) -> Self:
        """Return the periodic tasks that no live worker has claimed."""
        return self.filter(Q(held_by=None) | Q(held_by__expires_at__lte=get_time()))


class PeriodicTaskRun(models.Model):
    """State of one of ``ops.jobs.schedule.list_periodic_tasks()``: due time, claim, last result."""

    name = models.CharField(primary_key=True, max_length=200)
    due_at = models.DateTimeField()
    held_by = models.ForeignKey(Worker, models.SET_NULL, null=True)
    started_at = models.DateTimeField(null=True)
    # The last success.
    done_at = models.DateTimeField(null=True)
    # Consecutive failures since the last success.
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = PeriodicTaskRunQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class NodeClock(models.Model):
    """A machine whose clock differs from the database's; see ``ops.jobs.clock``."""

    host = models.CharField(primary_key=True, max_length=100)
    seconds_ahead = models.FloatField()
    noticed_at = models.DateTimeField()
    # The last time that a process of the machine has compared.
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host
