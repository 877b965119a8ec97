"""Running of queued tasks (``TASKS["queue"]``): attempts, retries, tasks of killed workers.

A task that keeps the status FAILED is dead: it is not retried automatically.
"""

import logging
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks.base import TASK_MIN_PRIORITY
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from ops.database_time import get_time
from ops.jobs.pieces import LIMIT_SECONDS
from ops.jobs.schedule import MAX_ATTEMPTS, retry_backoff
from ops.jobs.tasks import find_task
from ops.jobs.watch import watched
from ops.logs import in_task
from ops.models import Worker

logger = logging.getLogger(__name__)

BACKEND = "queue"
# Killed workers after which a task is dead: it may be what kills them. Fewer may be chance, since
# restarts interrupt any task.
ENDS = 15


class WorkerKilled(Exception):
    """Recorded as the failure of a task whose worker was killed ``ENDS`` times."""


class TaskHangsError(Exception):
    """Recorded as the failure of a task that was ended because it took too long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"ended after {seconds:.0f} seconds")


def list_queued_tasks() -> DBTaskResultQuerySet:
    """Return all tasks of the queue, in whatever state, that are not pruned yet."""
    return DBTaskResult.objects.filter(backend_name=BACKEND)


def is_queued(task: Any, *args: object) -> bool:
    """Return whether this task waits or is under way: with these arguments, or with any if none."""
    active = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    rows = list_queued_tasks().filter(task_path=task.module_path, status__in=active)
    return (rows.filter(args_kwargs__args=[*args]) if args else rows).exists()


def list_hanging_tasks() -> DBTaskResultQuerySet:
    """Return the tasks that were ended because they took too long, and have not succeeded since."""
    path = f"{TaskHangsError.__module__}.{TaskHangsError.__qualname__}"
    return list_queued_tasks().filter(exception_class_path=path)


def find_next_priority() -> int | None:
    """Return the priority of the task that is done next; None if none is due."""
    priority: int | None = _list_due_tasks().values_list("priority", flat=True).first()
    return priority


def run_next_queued_task(worker: Worker, at_least: int = TASK_MIN_PRIORITY) -> bool:
    """Run one queued task that is due; return False if there is none.

    ``at_least``: the lowest priority that it may have. A task that another worker claimed in
    between counts as one.
    """
    due = _list_due_tasks().filter(priority__gte=at_least)
    # Cheaper than a transaction, which on SQLite keeps others from writing.
    if not due.exists():
        return False
    with transaction.atomic():
        task = due.get_locked()
        if task:
            task.claim(worker.pk)
    if task:
        with watched(worker.pk, _get_limit(task)):
            QueueWorker(worker).run_task(task)
    return True


def fail_hanging_tasks(worker_id: str, seconds: float) -> list[str]:
    """Let the tasks of a killed worker fail, which it had run for so many seconds.

    They are tried again like any that fail. Returns their paths.
    """
    running = list_queued_tasks().running()
    hanging = [task for task in running if task.worker_ids[-1:] == [worker_id]]
    for task in hanging:
        with transaction.atomic():
            if _lock(task):
                task.set_failed(TaskHangsError(seconds))
                retry_later(task)
    return [task.task_path for task in hanging]


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
    # One that is unknown fails when it is run and is retried: the next release may know it.
    return getattr(find_task(task.task_path), "atomic", False)


def _get_limit(task: DBTaskResult) -> float:
    return getattr(find_task(task.task_path), "limit_seconds", LIMIT_SECONDS)
