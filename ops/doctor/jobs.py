"""Examination of the background work: whether somebody does it, and whether it gets done."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from ops.doctor.registry import Options, Result, fail, passed, warn
from ops.jobs import queue
from ops.jobs.schedule import MAX_ATTEMPTS
from ops.models import PeriodicTaskRun, Worker

# How long due work may wait before it is told.
PATIENCE = timedelta(minutes=15)


def examine_jobs(options: Options) -> Iterator[Result]:
    """Yield results about the job processes, the queue, and what has failed for good."""
    alive = Worker.objects.alive().count()
    if alive:
        yield passed(f"{alive} job process{'es' if alive > 1 else ''} at work.")
    else:
        yield fail(
            "Nobody does the background work, so no mail is sent.",
            "Run: systemctl status 'bantin-jobs@*'",
        )
    now = timezone.now()
    since = now - PATIENCE
    waiting = queue.list_queued_tasks().ready().filter(enqueued_at__lt=since)
    # What was put off until just now has not waited.
    late = waiting.exclude(run_after__range=(since, now))
    if number := late.count():
        yield warn(
            f"{number} pieces of background work have waited for more than 15 minutes.",
            "Start more job processes, or look at what they are busy with (Hệ thống).",
        )
    failed = queue.list_queued_tasks().failed().count()
    failed += PeriodicTaskRun.objects.filter(failures__gte=MAX_ATTEMPTS).count()
    if failed:
        yield warn(
            f"{failed} pieces of background work have failed for good.",
            "Look at them in the admin, and have them done again there.",
        )
