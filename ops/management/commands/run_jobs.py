"""Management command that runs a worker for queued and periodic tasks."""

import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from ops.jobs.guard import RESTART, Guard
from ops.jobs.heartbeat import LEASE
from ops.jobs.memory import MEGABYTE, get_resident_bytes
from ops.jobs.pieces import LIMIT_SECONDS
from ops.jobs.worker import WorkerLoop

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Command that runs one worker; see docs/features/jobs.md."""

    help = (
        "Does the work that is put off and the work that comes again, until SIGTERM or Ctrl-C. "
        "Any number may run at the same time, on any number of machines."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do all that is due now, and end.")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            metavar="SECONDS",
            help="After how long a process that is not heard of is taken for dead "
            "(default: %(default).0f).",
        )
        parser.add_argument(
            "--limit",
            type=float,
            default=LIMIT_SECONDS,
            metavar="SECONDS",
            help="After how long a task that has not ended counts as hanging and is ended "
            "(default: %(default).0f).",
        )
        parser.add_argument(
            "--parent", type=int, metavar="PID", help="End when this process has ended."
        )

    def handle(
        self, once: bool, lease: float, limit: float, parent: int | None, **options: object
    ) -> None:
        if lease < 1:
            raise CommandError("--lease must be a second or more.")

        def work(pause: Callable[[float], bool], max_memory: int = 0) -> int:
            loop = WorkerLoop(timedelta(seconds=lease), pause, max_memory)
            loop.run_once() if once else loop.run()
            if loop.is_full:
                logger.info("The process takes %s MB and begins anew.", _get_megabytes())
            return RESTART if loop.is_full else 0

        if connection.connection is not None:
            # Who calls this from within a program that has a connection does the work itself.
            work(lambda seconds: bool(parent and os.getppid() != parent))
            return
        memory = _get_max_memory()
        guard = Guard(lambda pause: work(pause, memory), limit=limit, parent=parent or 0)
        if code := guard.run():
            sys.exit(code)


def _get_max_memory() -> int:
    """Return the limit of the setting in bytes; 0 if there is none, or the process begins above."""
    limit: int = settings.JOB_MEMORY_MB * MEGABYTE
    if limit and get_resident_bytes() > limit:
        logger.error(
            "JOB_MEMORY_MB is %s, and a process takes %s MB from the beginning: no limit is kept.",
            settings.JOB_MEMORY_MB,
            _get_megabytes(),
        )
        return 0
    return limit


def _get_megabytes() -> int:
    return get_resident_bytes() // MEGABYTE
