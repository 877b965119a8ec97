"""Leases of worker processes, and the state of periodic tasks."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers by state."""

    def alive(self) -> Self:
        """Return the workers whose lease holds, and so their claims on tasks."""
        return self.filter(expires_at__gt=timezone.now())


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
        return bool(alive.update(expires_at=timezone.now() + lease))


class PeriodicTaskRunQuerySet(models.QuerySet["PeriodicTaskRun"]):
    """Periodic tasks by state."""

    def due(self) -> Self:
        """Return the periodic tasks that are due, claimed ones included."""
        return self.filter(due_at__lte=timezone.now())

    def free(self) -> Self:
        """Return the periodic tasks that no live worker has claimed."""
        return self.filter(Q(held_by=None) | Q(held_by__expires_at__lte=timezone.now()))


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
