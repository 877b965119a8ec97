"""Process that watches over workers, which are its children.

What cannot be ended from within, as a task that hangs in a library, is ended from without. While a
task takes longer than a piece, another worker begins beside it, so that nobody waits for it.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import mmap
from threading import Event
from types import FrameType

from django.db import Error, connections

from ops.jobs import pieces
from ops.jobs.watch import Doing, read_doing, share_memory
from ops.jobs.worker import report_hanging_task

logger = logging.getLogger(__name__)

# Seconds between two looks at the workers.
PAUSE_SECONDS = 0.1
# Workers at the same time, those included that only finish a task that takes long.
MAX_WORKERS = 3
# Exit code of a worker that another one replaces.
RESTART = 75
# Signal to a worker: stop after this task.
STOP = signal.SIGUSR1

# Does the work of a worker until its argument, which waits so many seconds, returns True; returns
# its exit code.
Work = Callable[[Callable[[float], bool]], int]


@dataclass
class _Child:
    pid: int
    shared: mmap
    is_leaving: bool = False


class Guard:
    """Keeps one worker at work until a signal stops it, or the worker has done all tasks.

    ``limit``: seconds after which a task hangs that says nothing else itself. ``parent``: process
    at whose end it stops too; 0 for none.
    """

    def __init__(self, work: Work, *, limit: float, parent: int = 0) -> None:
        self.work = work
        self.limit = limit
        self.parent = parent
        self.children: list[_Child] = []
        self.is_stopping = False

    def run(self) -> int:
        """Return the exit code: 0, or that of a worker that failed."""
        with receive_signals() as received:
            self._begin_worker()
            while self.children:
                time.sleep(PAUSE_SECONDS)
                if len(received) > len(set(received)):
                    self._kill_all()
                    return 1
                if received or (self.parent and os.getppid() != self.parent):
                    self._stop_all()
                for child in [*self.children]:
                    if code := self._look_after(child):
                        self._stop_all()
                        return code
        return 0

    def _look_after(self, child: _Child) -> int:
        """End, replace or relieve a worker where necessary; return its code if it failed."""
        doing = read_doing(child.shared)
        took = time.monotonic() - doing.began if doing else 0.0
        if doing and took > self._get_limit(doing):
            os.kill(child.pid, signal.SIGKILL)
            code = self._wait_for(child, 0)
            self._report(doing, took)
            return self._replace(child, code or 0)
        code = self._wait_for(child, os.WNOHANG)
        if code is not None:
            return self._replace(child, code)
        has_room = len(self.children) < MAX_WORKERS and not self.is_stopping
        if took > pieces.PIECE_SECONDS and has_room and not child.is_leaving:
            logger.info("A task takes long; another worker begins beside it.")
            self._tell_to_stop(child)
            self._begin_worker()
        return 0

    def _get_limit(self, doing: Doing) -> float:
        """Return the limit of a task: its own where it is longer than usual, else ours."""
        return doing.limit if doing.limit > pieces.LIMIT_SECONDS else self.limit

    def _wait_for(self, child: _Child, options: int) -> int | None:
        """Return the exit code of a worker that has ended, negative for a signal; else None."""
        pid, status = os.waitpid(child.pid, options)
        if not pid:
            return None
        self.children.remove(child)
        child.shared.close()
        return os.waitstatus_to_exitcode(status)

    def _replace(self, child: _Child, code: int) -> int:
        if code < 0 and not self.is_stopping:
            logger.error("A worker was ended by %s.", signal.Signals(-code).name)
        if (code < 0 or code == RESTART) and not (child.is_leaving or self.is_stopping):
            self._begin_worker()
        return code if 0 < code != RESTART else 0

    def _begin_worker(self) -> None:
        # No process may use the connection of another.
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        shared, guard = share_memory(), os.getpid()
        if pid := os.fork():
            self.children.append(_Child(pid, shared))
            return
        code = 1
        try:
            with stop_on_signal() as stopped:
                code = self.work(lambda wait: stopped.wait(wait) or os.getppid() != guard)
        except Error as error:
            logger.error("The database does not answer: %s", error)
        except BaseException:  # noqa: BLE001, the loop of the guard is not the worker's
            logger.critical("A worker failed.", exc_info=True)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _tell_to_stop(self, child: _Child) -> None:
        child.is_leaving = True
        os.kill(child.pid, STOP)

    def _stop_all(self) -> None:
        self.is_stopping = True
        for child in self.children:
            if not child.is_leaving:
                self._tell_to_stop(child)

    def _kill_all(self) -> None:
        for child in [*self.children]:
            os.kill(child.pid, signal.SIGKILL)
            self._wait_for(child, 0)

    def _report(self, doing: Doing, took: float) -> None:
        try:
            report_hanging_task(doing.worker, took)
        except Error as error:
            # Its lease runs out, and it is done again.
            logger.error("What hung for %.0f seconds could not be noted: %s", took, error)
        finally:
            connections.close_all()


@contextmanager
def receive_signals() -> Iterator[list[int]]:
    """Yield a list to which each SIGTERM and SIGINT is added."""
    received: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        received.append(number)

    former = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def stop_on_signal() -> Iterator[Event]:
    """Yield an event that ``STOP`` sets. What a terminal sends to all is the guard's matter."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # No SIG_IGN: programs that are started would inherit it.
        signal.signal(number, lambda number, frame: None)
    signal.signal(STOP, lambda number, frame: stopped.set())
    yield stopped
