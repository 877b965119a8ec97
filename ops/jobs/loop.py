"""Main loop of a worker (``run_jobs``): periodic and queued tasks, one after the other."""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.db import Error, close_old_connections, connection

from ops.jobs import duties, queue
from ops.jobs.presence import BEATS, Heartbeat, present

logger = logging.getLogger(__name__)

# Seconds between two queries while there is nothing to do.
PAUSE = 1.0
LONGEST_PAUSE = 30.0


class Loop:
    """Loop of one worker, which survives times when the database does not answer.

    ``lease``: how long the worker's claims hold without a heartbeat.
    ``pause``: waits the given seconds, or until the worker must stop; returns whether it must.
    """

    def __init__(self, lease: timedelta, pause: Callable[[float], bool]) -> None:
        self.lease = lease
        self.pause = pause
        self._failures = 0
        self._next_round = 0.0

    def run(self) -> None:
        """Run tasks until ``pause`` returns True; after a lost database, try again."""
        while not self.pause(0):
            try:
                with present(self.lease) as heartbeat:
                    duties.enter_duties()
                    self._work(heartbeat)
            except Error as error:
                self._wait_for_database(error)

    def run_once(self) -> None:
        """Run all tasks that are due now. Database errors are raised."""
        with present(self.lease) as heartbeat:
            duties.enter_duties()
            queue.take_back()
            while not self.pause(0) and self._do_something(heartbeat):
                pass

    def _work(self, heartbeat: Heartbeat) -> None:
        # If the lease has run out, ``run`` takes a new one: the former claims are no longer valid.
        while not self.pause(0) and not heartbeat.is_lost:
            close_old_connections()
            self._look_after_others()
            busy = self._do_something(heartbeat)
            self._database_answers()
            if not busy:
                self.pause(PAUSE)

    def _look_after_others(self) -> None:
        if monotonic() >= self._next_round:
            queue.take_back()
            self._next_round = monotonic() + self.lease.total_seconds() / BEATS

    def _do_something(self, heartbeat: Heartbeat) -> bool:
        # One of each, so that neither a long queue nor many periodic tasks block the others.
        done = [duties.do_next(heartbeat.runner), queue.do_next(heartbeat.runner)]
        return any(done)

    def _wait_for_database(self, error: Error) -> None:
        if not self._failures:
            reason = str(error).strip().splitlines()[0] if str(error) else type(error).__name__
            logger.error("The database does not answer (%s); trying again.", reason)
        self._failures += 1
        connection.close()
        self.pause(min(PAUSE * 2**self._failures, LONGEST_PAUSE))

    def _database_answers(self) -> None:
        if self._failures:
            logger.info("The database answers again.")
        self._failures = 0
