"""The queue of mail: what waits to be sent, and how long."""

from datetime import datetime

from django.db.models import Min
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResultQuerySet

from ops.jobs.queue import list_queued_tasks
from ops.mail.backend import send_queued_email


def list_mail_tasks() -> DBTaskResultQuerySet:
    """Return the queued tasks that send mail, in whatever state."""
    return list_queued_tasks().filter(task_path=send_queued_email.module_path)


def find_oldest_queued_email() -> datetime | None:
    """Return when the mail was queued that waits for longest; None if none waits."""
    waiting = list_mail_tasks().filter(status=TaskResultStatus.READY)
    oldest: datetime | None = waiting.aggregate(oldest=Min("enqueued_at"))["oldest"]
    return oldest
