"""Backend of ``TASKS["queue"]``: the database backend, with tasks that may be atomic.

Imported wherever a task is declared, before the models are loaded.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from inspect import isgenerator
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django_tasks.base import Task
from django_tasks.utils import normalize_json
from django_tasks_db import DatabaseBackend

from ops.jobs.lanes import Lane
from ops.jobs.pieces import LIMIT_SECONDS, run_piece
from ops.jobs.tasks import register_task
from ops.logs import get_request_id

logger = logging.getLogger("ops.requests")


@dataclass(frozen=True, kw_only=True)
class QueuedTask(Task):
    """Task known by its name: ``@task(backend="queue", lane="normal", …)``, with these options.

    The writes of an ``atomic`` task to the database and its completion are one transaction: it has
    run once or not yet, whenever its process is killed. On SQLite nothing else can write meanwhile,
    so it must be short and must not wait for a network.

    A task that is a generator works piece by piece (``ops.jobs.pieces``). What it yields are the
    arguments with which it goes on, in a task of its own behind those that wait.

    ``lane``: name of its ``Lane``, in small letters, from which it has its priority.

    ``limit_seconds``: after how long it counts as hanging; more than usual only for what waits for
    a process of its own. ``label`` says in words what the task does, for the screen of background
    work. ``about`` returns in words what it does it to (a title, an address), for its arguments;
    empty if that is gone.
    """

    lane: str
    atomic: bool = False
    limit_seconds: float = LIMIT_SECONDS
    label: str | Promise = ""
    about: Callable[..., str] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "priority", Lane[self.lane.upper()].value)
        super().__post_init__()
        register_task(self)

    @property
    def module_path(self) -> str:
        """The path that rows of the queue have: by name, so that the module may move."""
        return register_task(self)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic() if self.atomic else nullcontext():
            result = super().call(*args, **kwargs)
            if isgenerator(result):
                is_done, arguments = run_piece(result)
                if not is_done:
                    replace(self, run_after=None).enqueue(*arguments)
                result = None
            # A result that cannot be stored as JSON fails here, inside the transaction.
            return normalize_json(result)


class QueueBackend(DatabaseBackend):
    """Backend that stores tasks in the database until ``run_jobs`` runs them."""

    # The base class declares no type, and mypy takes it for Task alone.
    task_class = QueuedTask  # type: ignore[assignment]

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Put a task into the queue, and name it in the log of the request that it follows from.

        The task's own lines have its number alone.
        """
        result: Any = super().enqueue(task, args, kwargs)
        if get_request_id():
            logger.info("Queued %s", task.func.__name__, extra={"fields": {"task": result.id}})
        return result
