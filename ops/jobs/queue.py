"""Doing what waits in ``TASKS["queue"]``: attempts, and what a killed process has left.

A task whose status is FAILED is dead: it is not tried again by itself.
"""

import logging
from contextlib import nullcontext

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from ops.jobs.patience import ATTEMPTS, delay
from ops.models import Runner

logger = logging.getLogger(__name__)

BACKEND = "queue"
# Restarts meet the innocent, too; what has seen so many end may be what ends them.
ENDS = 15


class RunnerKilled(Exception):
    """The process that was at a task ended in the middle of it, time and again."""


def tasks() -> DBTaskResultQuerySet:
    """Return all that was put into the queue and not pruned yet."""
    return DBTaskResult.objects.filter(backend_name=BACKEND)


def do_next(runner: Runner) -> bool:
    """Do one task that is due; False where there is none."""
    # Cheaper than a transaction, which on SQLite keeps others from writing.
    if not tasks().ready().exists():
        return False
    with transaction.atomic():
        task = tasks().ready().get_locked()
        if task:
            task.claim(runner.pk)
    if task:
        QueueWorker(runner).run_task(task)
    return True


class QueueWorker(Worker):
    """The package's own worker, for the tasks it is handed: its loop knows of no transactions."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=1,
            worker_id=runner.pk,
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: DBTaskResult) -> None:
        atomic = _is_atomic(db_task_result)
        with transaction.atomic() if atomic else nullcontext():
            # Locked, an atomic task is ours to the end, whatever becomes of our lease.
            if not atomic or _lock(db_task_result):
                super().run_task(db_task_result)
                try_again_later(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            logger.error("%s is given up.", db_task_result.task_path)


def try_again_later(task: DBTaskResult) -> None:
    """Let a task that has failed wait for another attempt, unless it has had them all."""
    attempts = len(task.worker_ids)
    if task.status == TaskResultStatus.FAILED and attempts < ATTEMPTS:
        task.status = TaskResultStatus.READY
        later = timezone.now() + delay(attempts)
        tasks().failed().filter(pk=task.pk).update(status=task.status, run_after=later)


def take_back() -> None:
    """Put back what processes had in hand that were killed."""
    # In this order: whoever has a task in hand was alive before it had.
    running = list(tasks().running())
    alive = set(Runner.objects.alive().values_list("pk", flat=True))
    for task in running:
        if task.worker_ids[-1] not in alive:
            _put_back(task)
    # A process may end between a failure and what follows from it.
    for task in tasks().failed().only("status", "worker_ids"):
        try_again_later(task)


def _put_back(task: DBTaskResult) -> None:
    with transaction.atomic():
        if not _lock(task):
            return
        if len(task.worker_ids) < ENDS:
            tasks().filter(pk=task.pk).update(
                status=TaskResultStatus.READY, run_after=timezone.now()
            )
        else:
            task.set_failed(RunnerKilled(f"killed {len(task.worker_ids)} times in the middle"))


def _lock(task: DBTaskResult) -> bool:
    """Lock the row of a task in hand; False where somebody else has it, or has had it since."""
    locked = tasks().running().select_for_update(skip_locked=True).filter(pk=task.pk).first()
    return bool(locked and locked.worker_ids == task.worker_ids)


def _is_atomic(task: DBTaskResult) -> bool:
    try:
        return getattr(task.task, "atomic", False)
    except (ImportError, SuspiciousOperation):
        # It fails where it is run, and is tried again: perhaps the next release knows it.
        return False
