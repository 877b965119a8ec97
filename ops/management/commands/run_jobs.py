"""Management command that runs a worker for queued and periodic tasks."""

import logging
import os
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from ops.jobs.heartbeat import LEASE
from ops.jobs.memory import MEGABYTE, get_resident_bytes, replace_process
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
            "--parent", type=int, metavar="PID", help="End when this process has ended."
        )

    def handle(self, once: bool, lease: float, parent: int | None, **options: object) -> None:
        if lease < 1:
            raise CommandError("--lease must be a second or more.")
        with stop_on_signal() as stopped:

            def pause(seconds: float) -> bool:
                return stopped.wait(seconds) or bool(parent and os.getppid() != parent)

            loop = WorkerLoop(timedelta(seconds=lease), pause, _get_max_memory())
            try:
                loop.run_once() if once else loop.run()
            except Error as error:
                raise CommandError(f"The database does not answer: {error}") from error
            if loop.is_full and not pause(0):
                logger.info("The process takes %s MB and begins anew.", _get_megabytes())
                replace_process()


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


@contextmanager
def stop_on_signal() -> Iterator[Event]:
    """Yield an event that SIGTERM or SIGINT sets; the same signal again interrupts at once."""
    stopped = Event()
    received = set()

    def tell(number: int, frame: FrameType | None) -> None:
        if number in received:
            raise KeyboardInterrupt
        received.add(number)
        stopped.set()

    former = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
