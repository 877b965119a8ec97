"""How long mail waits to be sent."""

from datetime import datetime

from django.db.models import Min
from django_tasks import TaskResultStatus

from ops.jobs.queue import list_queued_tasks
from ops.mail.backend import send_queued_email


def find_oldest_queued_email() -> datetime | None:
    """Return when the mail was queued that waits for longest; None if none waits."""
    waiting = list_queued_tasks().filter(
        status=TaskResultStatus.READY, task_path=send_queued_email.module_path
    )
    oldest: datetime | None = waiting.aggregate(oldest=Min("enqueued_at"))["oldest"]
    return oldest
