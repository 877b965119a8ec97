"""Main loop of a worker (``run_jobs``): periodic and queued tasks, one after the other.

Each periodic task (``ops.jobs.schedule``) is run by one worker at a time.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from inspect import isgenerator
from time import monotonic

from django.db import Error, close_old_connections, connection, transaction
from django.db.models import QuerySet

from ops.database_time import get_time
from ops.jobs import queue
from ops.jobs.heartbeat import BEATS_PER_LEASE, Heartbeat, hold_lease
from ops.jobs.lanes import Lane
from ops.jobs.memory import get_resident_bytes
from ops.jobs.pieces import LIMIT_SECONDS, run_piece
from ops.jobs.queue import TaskHangsError, fail_hanging_tasks
from ops.jobs.schedule import PeriodicTask, list_periodic_tasks, retry_backoff
from ops.jobs.watch import watched
from ops.models import PeriodicTaskRun, Worker

logger = logging.getLogger(__name__)


# Seconds between two queries while there is nothing to do.
PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 30.0


def sync_periodic_tasks() -> None:
    """Create the rows of new periodic tasks: due at once, or at their time of day."""
    now = get_time()
    rows = [
        PeriodicTaskRun(
            name=periodic_task.name,
            due_at=now if periodic_task.of_day is None else periodic_task.get_next_run(now),
        )
        for periodic_task in list_periodic_tasks()
    ]
    PeriodicTaskRun.objects.bulk_create(rows, ignore_conflicts=True)


def run_next_periodic_task(worker: Worker) -> bool:
    """Run one periodic task that is due; return False if there is none.

    However often it was missed, it runs once. If it fails, it is retried after
    ``ops.jobs.schedule.retry_backoff``, and at the latest when it is due anyway.
    """
    known = {periodic_task.name: periodic_task for periodic_task in list_periodic_tasks()}
    due = PeriodicTaskRun.objects.due().free().order_by("due_at", "name")
    for name in due.values_list("name", flat=True):
        if name in known and not _must_wait(name, known) and _claim(name, worker):
            with watched(worker.pk, LIMIT_SECONDS):
                _run_periodic_task(known[name], worker)
            return True
    return False


def _must_wait(name: str, known: dict[str, PeriodicTask]) -> bool:
    """Return whether a periodic task that must run before ``name`` is due or running.

    One that has failed does not count: it could block ``name`` for ever.
    """
    first = [periodic_task.name for periodic_task in known.values() if periodic_task.before == name]
    # A running one stays due until it is done.
    return bool(first) and PeriodicTaskRun.objects.due().filter(name__in=first, failures=0).exists()


def _claim(name: str, worker: Worker) -> bool:
    with transaction.atomic():
        row = (
            PeriodicTaskRun.objects.due()
            .select_for_update(skip_locked=True)
            .filter(name=name)
            .first()
        )
        # Checked again, now that the row is locked.
        if row is None or Worker.objects.alive().filter(pk=row.held_by_id).exists():
            return False
        row.held_by = worker
        row.started_at = get_time()
        row.save(update_fields=["held_by", "started_at"])
        return True


def _run_periodic_task(periodic_task: PeriodicTask, worker: Worker) -> None:
    own_run = PeriodicTaskRun.objects.filter(name=periodic_task.name, held_by=worker)
    try:
        steps = periodic_task.work()
        is_done, _last = run_piece(steps) if isgenerator(steps) else (True, None)
    except Exception as error:  # noqa: BLE001, one failing task must not keep the others
        logger.exception("%s failed.", periodic_task.name)
        _note_failure(periodic_task, own_run, error)
    else:
        now = get_time()
        if is_done:
            due = periodic_task.get_next_run(now)
            own_run.update(held_by=None, due_at=due, done_at=now, failures=0, error="")
        else:
            # Behind all others that are due; what waits for its end goes on waiting.
            own_run.update(held_by=None, due_at=now)


def report_hanging_task(worker_id: str, seconds: float) -> None:
    """Note that the task of a worker hung for so many seconds, and that the worker is gone.

    Raises ``django.db.Error`` if the database does not answer.
    """
    for path in fail_hanging_tasks(worker_id, seconds):
        logger.error("%s was ended: it took more than %.0f seconds.", path, seconds)
    known = {periodic_task.name: periodic_task for periodic_task in list_periodic_tasks()}
    for run in PeriodicTaskRun.objects.filter(held_by=worker_id, name__in=known):
        logger.error("%s was ended: it took more than %.0f seconds.", run.name, seconds)
        own_run = PeriodicTaskRun.objects.filter(pk=run.pk, held_by=worker_id)
        _note_failure(known[run.name], own_run, TaskHangsError(seconds))
    Worker.objects.alive().filter(pk=worker_id).update(expires_at=get_time())


def _note_failure(
    periodic_task: PeriodicTask, own_run: QuerySet[PeriodicTaskRun], error: Exception
) -> None:
    failures = own_run.values_list("failures", flat=True).first() or 0
    now = get_time()
    soon = min(periodic_task.get_next_run(now), now + retry_backoff(failures + 1))
    own_run.update(held_by=None, due_at=soon, failures=failures + 1, error=_format_error(error))


def _format_error(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip().splitlines()[-1]


class WorkerLoop:
    """Loop of one worker, which survives times when the database does not answer.

    ``lease``: how long the worker's claims hold without a heartbeat.
    ``pause``: waits the given seconds, or until the worker must stop; returns whether it must.
    ``max_memory``: bytes; after the task in which the process has grown beyond them, the loop ends
    with ``is_full``. 0: no limit.
    """

    def __init__(
        self, lease: timedelta, pause: Callable[[float], bool], max_memory: int = 0
    ) -> None:
        self.lease = lease
        self.pause = pause
        self.max_memory = max_memory
        self.is_full = False
        self._failures = 0
        self._next_round = 0.0

    def run(self) -> None:
        """Run tasks until ``pause`` returns True or the process has grown too large.

        After a lost database, try again.
        """
        while not self.pause(0) and not self.is_full:
            try:
                with hold_lease(self.lease) as heartbeat:
                    sync_periodic_tasks()
                    self._run_tasks(heartbeat)
            except Error as error:
                self._wait_for_database(error)

    def run_once(self) -> None:
        """Run all tasks that are due now. Database errors are raised."""
        with hold_lease(self.lease) as heartbeat:
            sync_periodic_tasks()
            queue.reclaim_abandoned_tasks()
            while not self.pause(0) and not self.is_full and self._do_something(heartbeat):
                pass

    def _run_tasks(self, heartbeat: Heartbeat) -> None:
        # If the lease has run out, ``run`` takes a new one: the former claims are no longer valid.
        while not self.pause(0) and not heartbeat.is_lost and not self.is_full:
            close_old_connections()
            self._look_after_others()
            busy = self._do_something(heartbeat)
            self._reset_failures()
            if not busy:
                self.pause(PAUSE_SECONDS)

    def _look_after_others(self) -> None:
        if monotonic() >= self._next_round:
            queue.reclaim_abandoned_tasks()
            self._next_round = monotonic() + self.lease.total_seconds() / BEATS_PER_LEASE

    def _do_something(self, heartbeat: Heartbeat) -> bool:
        worker = heartbeat.worker
        waiting = queue.find_next_priority()
        # First the tasks that people wait for: only the current piece was before them. Then one of
        # each, so that neither a long queue nor many periodic tasks block the others.
        if waiting is not None and waiting >= Lane.PROMPT:
            queue.run_next_queued_task(worker, Lane.PROMPT)
        is_busy = run_next_periodic_task(worker) or waiting is not None
        if is_busy:
            queue.run_next_queued_task(worker)
        self.is_full = 0 < self.max_memory < get_resident_bytes()
        return is_busy

    def _wait_for_database(self, error: Error) -> None:
        if not self._failures:
            reason = str(error).strip().splitlines()[0] if str(error) else type(error).__name__
            logger.error("The database does not answer (%s); trying again.", reason)
        self._failures += 1
        connection.close()
        self.pause(min(PAUSE_SECONDS * 2**self._failures, MAX_PAUSE_SECONDS))

    def _reset_failures(self) -> None:
        if self._failures:
            logger.info("The database answers again.")
        self._failures = 0
