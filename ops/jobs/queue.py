"""Running of queued tasks (``TASKS["queue"]``): attempts, retries, tasks of killed workers.

A task that keeps the status FAILED is dead: it is not retried automatically.
"""

import logging
from contextlib import nullcontext

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from ops.database_time import get_time
from ops.jobs.schedule import MAX_ATTEMPTS, retry_backoff
from ops.logs import in_task
from ops.models import Worker

logger = logging.getLogger(__name__)

BACKEND = "queue"
# Killed workers after which a task is dead: it may be what kills them. Fewer may be chance, since
# restarts interrupt any task.
ENDS = 15


class WorkerKilled(Exception):
    """Recorded as the failure of a task whose worker was killed ``ENDS`` times."""


def list_queued_tasks() -> DBTaskResultQuerySet:
    """Return all tasks of the queue, in whatever state, that are not pruned yet."""
    return DBTaskResult.objects.filter(backend_name=BACKEND)


def run_next_queued_task(worker: Worker) -> bool:
    """Run one queued task that is due; return False if there is none.

    A task that another worker claimed in between counts as one.
    """
    # Cheaper than a transaction, which on SQLite keeps others from writing.
    if not _list_due_tasks().exists():
        return False
    with transaction.atomic():
        task = _list_due_tasks().get_locked()
        if task:
            task.claim(worker.pk)
    if task:
        QueueWorker(worker).run_task(task)
    return True


def _list_due_tasks() -> DBTaskResultQuerySet:
    """Return the tasks that may be run now: by the database's clock, not by this machine's."""
    waiting = list_queued_tasks().filter(status=TaskResultStatus.READY)
    return waiting.filter(Q(run_after=get_date_max()) | Q(run_after__lte=get_time()))


class QueueWorker(DatabaseWorker):
    """django-tasks-db's worker, used for single tasks: its own loop knows no transactions."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=1,
            worker_id=worker.pk,
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: DBTaskResult) -> None:
        atomic = _is_atomic(db_task_result)
        number = str(db_task_result.pk)
        with in_task(number), transaction.atomic() if atomic else nullcontext():
            # The lock keeps an atomic task ours to the end, even if our lease runs out.
            if not atomic or _lock(db_task_result):
                super().run_task(db_task_result)
                retry_later(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            with in_task(number):
                logger.error("%s is given up.", db_task_result.task_path)


def retry_later(task: DBTaskResult) -> None:
    """Schedule another attempt of a failed task, unless it has had ``MAX_ATTEMPTS``."""
    attempts = len(task.worker_ids)
    if task.status == TaskResultStatus.FAILED and attempts < MAX_ATTEMPTS:
        task.status = TaskResultStatus.READY
        later = get_time() + retry_backoff(attempts)
        list_queued_tasks().failed().filter(pk=task.pk).update(status=task.status, run_after=later)


def reclaim_abandoned_tasks() -> None:
    """Return the tasks of killed workers to the queue, and schedule missing retries."""
    # In this order: a worker is alive before it claims a task.
    running = list(list_queued_tasks().running())
    alive = set(Worker.objects.alive().values_list("pk", flat=True))
    for task in running:
        if task.worker_ids[-1] not in alive:
            _reclaim(task)
    # A worker may be killed after a task has failed and before its retry is scheduled.
    for task in list_queued_tasks().failed().only("status", "worker_ids"):
        retry_later(task)


def _reclaim(task: DBTaskResult) -> None:
    with transaction.atomic():
        if not _lock(task):
            return
        if len(task.worker_ids) < ENDS:
            list_queued_tasks().filter(pk=task.pk).update(
                status=TaskResultStatus.READY, run_after=get_time()
            )
        else:
            task.set_failed(WorkerKilled(f"killed {len(task.worker_ids)} times in the middle"))


def _lock(task: DBTaskResult) -> bool:
    """Lock the row of a running task; return False if another worker has or had it since."""
    locked = (
        list_queued_tasks().running().select_for_update(skip_locked=True).filter(pk=task.pk).first()
    )
    return bool(locked and locked.worker_ids == task.worker_ids)


def _is_atomic(task: DBTaskResult) -> bool:
    try:
        return getattr(task.task, "atomic", False)
    except (ImportError, SuspiciousOperation):
        # The task is unknown: it fails when it is run and is retried, since the next release may
        # know it.
        return False
