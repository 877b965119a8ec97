"""Who does the work of ``ops.jobs``, and when what comes again is due."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class RunnerQuerySet(models.QuerySet["Runner"]):
    def alive(self) -> Self:
        """Those whose lease holds: what they have in hand is theirs."""
        return self.filter(expires_at__gt=timezone.now())


class Runner(models.Model):
    """The lease of one process of ``run_jobs`` on whatever it has in hand.

    It is renewed while the process lives. Once it has run out it is never renewed: what the
    process had in hand may be another's by then.
    """

    id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = RunnerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id

    def renew(self, lease: timedelta) -> bool:
        """Prolong the lease; False where it has run out."""
        alive = Runner.objects.alive().filter(pk=self.pk)
        return bool(alive.update(expires_at=timezone.now() + lease))


class DutyRunQuerySet(models.QuerySet["DutyRun"]):
    def due(self) -> Self:
        """Those whose time has come."""
        return self.filter(due_at__lte=timezone.now())

    def free(self) -> Self:
        """Those that nobody alive has in hand."""
        return self.filter(Q(held_by=None) | Q(held_by__expires_at__lte=timezone.now()))


class DutyRun(models.Model):
    """When one of ``sites.schedule.duties()`` is due, who has it in hand, how it went."""

    name = models.CharField(primary_key=True, max_length=200)
    due_at = models.DateTimeField()
    held_by = models.ForeignKey(Runner, models.SET_NULL, null=True)
    started_at = models.DateTimeField(null=True)
    # When it went well last.
    done_at = models.DateTimeField(null=True)
    # In a row, up to now.
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = DutyRunQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
