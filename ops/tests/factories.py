"""Workers of the job loop, and what they run."""

from datetime import timedelta

from django.utils import timezone

from ops.models import PeriodicTaskRun, Worker


def create_worker(name="may-1-1", started_at=None, lease=timedelta(hours=1)):
    """A worker that is at work from a moment, or from now, until its lease ends."""
    started_at = started_at or timezone.now()
    return Worker.objects.create(id=name, started_at=started_at, expires_at=started_at + lease)


def create_periodic_task_run(name="ops.tasks.delete_old_data", **fields):
    """A run of a periodic task that is due now."""
    return PeriodicTaskRun.objects.create(name=name, **{"due_at": timezone.now()} | fields)
