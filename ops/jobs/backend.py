"""The backend of ``TASKS["queue"]``: the database's, with tasks that are done in one transaction.

Imported wherever a task is declared, before there are models.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_tasks.base import Task
from django_tasks.utils import normalize_json
from django_tasks_db import DatabaseBackend


@dataclass(frozen=True, kw_only=True)
class QueuedTask(Task):
    """A task that may say ``@task(backend="queue", atomic=True)``.

    Then all it writes to the database and that it is finished are one transaction: it has
    happened once, or not yet, wherever its process is killed. Nothing else is written meanwhile
    on SQLite, so it must be short and wait for nobody.
    """

    atomic: bool = False

    def call(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic() if self.atomic else nullcontext():
            # What cannot be kept as its result fails here, where all it wrote is taken back.
            return normalize_json(super().call(*args, **kwargs))


class QueueBackend(DatabaseBackend):
    """Keeps tasks in the database until ``run_jobs`` does them."""

    # The base class declares no type, and mypy takes it for Task alone.
    task_class = QueuedTask  # type: ignore[assignment]
