"""Workers, periodic tasks, wrong clocks; runs of backups; incidents for citizens.

Errors that people met, by kind: what is noted of them names no person and repeats nothing typed.

Moments of workers, tasks and clocks are those of the database's clock (``ops.database_time``).
"""

from datetime import datetime, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


class BackupKind(models.TextChoices):
    """What was run: a backup, or the verification of one."""

    BACKUP = "backup", _("Backup")
    VERIFICATION = "verification", _("Verification of a backup")


class BackupRecord(models.Model):
    """One run of a backup or of the verification of one, whether it succeeded or not.

    Written by ``ops.services.backup_records``. ``file`` is the name without its folder. ``size``:
    bytes, None if no file came about. ``problem``: why it failed, in one sentence; else empty.
    """

    kind = models.CharField(max_length=12, choices=BackupKind.choices)
    succeeded = models.BooleanField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(db_index=True)
    file = models.CharField(max_length=255, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-ended_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ended_at:%Y-%m-%d %H:%M}"


class Service(models.TextChoices):
    """What an incident concerns, as citizens name it."""

    WEBSITES = "websites", _("Websites")
    PUBLICATION = "publication", _("Publication of news and bulletins")
    MAIL = "mail", _("E-mail")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents by time and place."""

    def current(self) -> Self:
        """Return the incidents that have begun and are not over."""
        now = timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))

    def ended_after(self, moment: datetime) -> Self:
        """Return the incidents that are over and ended after ``moment`` (aware)."""
        return self.filter(until__gt=moment, until__lte=timezone.now())

    def concerning(self, province: str) -> Self:
        """Return the incidents of one province (``province``: its code), and those of all."""
        return self.filter(province__in=["", province])


class Incident(models.Model):
    """A disturbance that the ICT department tells citizens of, on the page of the state.

    ``province`` is the code of the province that it concerns, empty for all. An agency is named by
    its code, because this app lies below that of the agencies. ``until`` is empty while it lasts.
    """

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(
        _("text"),
        max_length=2000,
        help_text=_("What does not work, for whom, and what people can do meanwhile."),
    )
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    service = models.CharField(
        _("what is disturbed"), max_length=12, choices=Service.choices, default=Service.WEBSITES
    )
    province = models.SlugField(_("province"), max_length=50, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now, db_index=True)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty while it lasts.")
    )

    objects = IncidentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        super().clean()
        if self.since and self.until and self.until <= self.since:
            raise ValidationError({"until": _("The end lies before the beginning.")})


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


class ErrorKindQuerySet(models.QuerySet["ErrorKind"]):
    """Kinds of errors by state."""

    def open(self) -> Self:
        """Return the kinds that nobody has marked as dealt with since they were last met."""
        return self.filter(handled_at=None)

    def handled(self) -> Self:
        """Return the kinds that were marked as dealt with and not met since."""
        return self.exclude(handled_at=None)

    def unannounced(self) -> Self:
        """Return the open kinds that ICT has not been told of."""
        return self.open().filter(announced_at=None)


class ErrorKind(models.Model):
    """A kind of error that people met; see ``ops.errors.trace.ErrorTrace``.

    ``count``: how often since ``first_at``. ``returned_at``: when it was met again after a new
    version, or after it was marked as dealt with. ``announced_at``: when ICT was told of it.
    """

    code = models.CharField(primary_key=True, max_length=8)
    exception = models.CharField(max_length=200)
    # The innermost first, as they were the last time.
    places = models.JSONField(default=list)
    count = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    first_version = models.CharField(max_length=32)
    last_version = models.CharField(max_length=32)
    handled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)

    objects = ErrorKindQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["-last_at"]

    def __str__(self) -> str:
        return self.code


class ErrorOccurrence(models.Model):
    """One time that an error was met, or ``count`` times of which one is told.

    Fields as in ``ops.errors.batch.Occurrence``.
    """

    kind = models.ForeignKey(ErrorKind, models.CASCADE, related_name="occurrences")
    at = models.DateTimeField(db_index=True)
    request = models.CharField(max_length=64, db_index=True)
    route = models.CharField(max_length=200, blank=True)
    pattern = models.CharField(max_length=200, blank=True)
    page_type = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=10)
    status = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=100, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    node = models.CharField(max_length=100)
    version = models.CharField(max_length=32)
    count = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.at:%Y-%m-%d %H:%M}"


class ErrorBatch(models.Model):
    """Number of a batch of errors that was added to the rows, so that it is added once."""

    number = models.CharField(primary_key=True, max_length=32)
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.number
