"""Nightly deletion of old rows, and the rows of this app.

``accounts`` lies below this app and cannot import the registry, so that its rules stand here too.
"""

import time as system_time
from collections.abc import Iterator
from datetime import time, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.sign_in_origins import delete_old_origins
from ops.jobs.queue import list_queued_tasks
from ops.jobs.schedule import daily, list_periodic_tasks
from ops.models import (
    BackupRecord,
    ErrorBatch,
    ErrorKind,
    ErrorOccurrence,
    Incident,
    PeriodicTaskRun,
    Worker,
)
from ops.retention import apply_retention, delete_in_batches, retention


@daily(time(3, 15), label=_("Delete what is older than it is kept"))
def delete_old_data() -> Iterator[None]:
    """Delete all that is older than its rule allows (``ops.retention``). Runs daily at 03:15."""
    yield from apply_retention()


@retention("", label=_("Sessions of people who signed in"))
def delete_expired_sessions() -> None:
    """Delete the sessions that have run out."""
    call_command("clearsessions")


@retention("", label=_("Parts of files that were never finished"))
def delete_abandoned_parts() -> None:
    """Delete the parts of files that a killed process has left more than a day ago."""
    yesterday = system_time.time() - timedelta(days=1).total_seconds()
    # A method of both storages of ``content.files``.
    default_storage.delete_abandoned_parts(yesterday)  # type: ignore[attr-defined]


@retention("SIGN_IN_DAYS", label=_("Where people signed in from"))
def delete_old_sign_in_origins() -> None:
    """Delete the fingerprints of where users signed in from."""
    delete_old_origins()


@retention("TASK_DAYS", label=_("Background work that is done"))
def delete_done_tasks() -> Iterator[None]:
    """Delete the results of tasks that are done, and rows of what no longer exists.

    These are workers that have gone, and periodic tasks that this version does not know.
    """
    old = timezone.now() - timedelta(days=settings.TASK_DAYS)
    yield from delete_in_batches(list_queued_tasks().successful().filter(finished_at__lt=old))
    Worker.objects.filter(expires_at__lt=old).delete()
    known = [task.name for task in list_periodic_tasks()]
    PeriodicTaskRun.objects.exclude(name__in=known).filter(due_at__lt=old).delete()


@retention("DEAD_TASK_DAYS", label=_("Background work that was given up"))
def delete_dead_tasks() -> None:
    """Delete the tasks that failed for good."""
    old = timezone.now() - timedelta(days=settings.DEAD_TASK_DAYS)
    list_queued_tasks().failed().filter(finished_at__lt=old).delete()


@retention("INCIDENT_DAYS", label=_("Incidents that are over"))
def delete_old_incidents() -> None:
    """Delete the incidents that are over; those that last stay."""
    old = timezone.now() - timedelta(days=settings.INCIDENT_DAYS)
    Incident.objects.filter(until__lt=old).delete()


@retention("BACKUP_RECORD_DAYS", label=_("Notes of backups and their verifications"))
def delete_old_backup_records() -> None:
    """Delete the records of old runs; the backups themselves are the operators' to delete."""
    old = timezone.now() - timedelta(days=settings.BACKUP_RECORD_DAYS)
    BackupRecord.objects.filter(ended_at__lt=old).delete()


@retention("ERROR_DAYS", label=_("Errors that people met"))
def delete_old_errors() -> None:
    """Delete the errors that were met long ago, dealt with or not.

    Numbers of batches are few: of each process the last one, and those that were put aside.
    """
    old = timezone.now() - timedelta(days=settings.ERROR_DAYS)
    ErrorOccurrence.objects.filter(at__lt=old).delete()
    ErrorKind.objects.filter(last_at__lt=old).delete()
    ErrorBatch.objects.filter(saved_at__lt=old).delete()
