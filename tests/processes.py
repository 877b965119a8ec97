"""Work that is done at the same moment: in threads, and in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

ROOT = Path(__file__).resolve().parent.parent
# Written with whatever else is, and not deleted with it.
JOURNALS = (
    "content.Decision",
    "content.FileDigest",
    "content.KeptVersion",
    "members.AuditEntry",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
    "django_tasks_database.DBTaskResult",
)
# Of these nobody counts the rows.
GROWING = ("agencies.CacheVersion", "search.VocabularyWord")


def call_in_thread(function, *arguments):
    """Call a function as another reader does, with a connection of its own.

    The test removes what it has committed, which is checked: see ``CommittedRows``.
    """
    CommittedRows.may_differ = True
    try:
        return function(*arguments)
    finally:
        connection.close()


def run_in_threads(*works: Callable[[], object]) -> list:
    """Do all at the same moment; each thread has a connection of its own and really commits."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(call_in_thread, [run] * len(works), works))


def run_one_behind_the_other(first: Callable[[], object], second: Callable[[], object]) -> list:
    """Begin the second work when the first is done and not committed; what each returned.

    On PostgreSQL. The first is committed when the second waits for it, or is over.
    """
    is_done, is_over = Event(), Event()

    def hold():
        with transaction.atomic():
            result = first()
            is_done.set()
            while not (_is_anybody_waiting() or is_over.is_set()):
                pass
        return result

    def follow():
        is_done.wait()
        try:
            return second()
        finally:
            is_over.set()

    return run_in_threads(hold, follow)


def _is_anybody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted "
            "AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone() is not None


class CommittedRows:
    """The rows that all tests of a process begin with, by table.

    What a thread has committed, the end of the test does not take back; left there, it would fail
    another test, in some orders only.
    """

    may_differ = False

    def __init__(self) -> None:
        self._in_journals = {
            model: [*model._base_manager.values_list("pk", flat=True)] for model in _list_journals()
        }
        self._counts = self._count()

    def check(self) -> None:
        """Take back what threads of the test have left in journals and in the queue.

        Raises AssertionError if they have left other rows, or deleted some. Does nothing if there
        were no threads.
        """
        if CommittedRows.may_differ:
            with ThreadPoolExecutor(1) as reader:
                counts = reader.submit(call_in_thread, self._clear_and_count).result()
            CommittedRows.may_differ = False
            before, self._counts = self._counts, counts
            left = {label: number for label, number in counts.items() if number != before[label]}
            assert not left, f"The test has left rows, or deleted others: {left}"

    def _clear_and_count(self) -> dict[str, int]:
        for model, known in self._in_journals.items():
            model._base_manager.exclude(pk__in=known).delete()
        return self._count()

    @staticmethod
    def _count() -> dict[str, int]:
        models = [model for model in apps.get_models() if model._meta.label not in GROWING]
        counts = {model._meta.label: model._base_manager.count() for model in models}
        # An entry that keeps its place without the chain takes it from the next test's.
        entries = apps.get_model("members.AuditEntry").objects
        return counts | {"places in the journal": entries.exclude(number=None).count()}


def _list_journals() -> list[type[Model]]:
    return [apps.get_model(label) for label in JOURNALS]


class Process:
    """Does what it is told, line by line: ``sites.tests.web_process``, or another such module."""

    def __init__(self, environment, module, stderr=None):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        pipes["stderr"] = stderr
        command = [sys.executable, "-m", module]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, **pipes)

    def begin(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def do(self, *words):
        self.begin(*words)
        return json.loads(self.answer())
