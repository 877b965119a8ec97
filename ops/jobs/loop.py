"""The loop of ``run_jobs``: what comes again, then the queue, one piece of work after the other."""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.db import Error, close_old_connections, connection

from ops.jobs import duties, queue
from ops.jobs.presence import BEATS, Heartbeat, present

logger = logging.getLogger(__name__)

# Seconds between two looks while there is nothing to do.
PAUSE = 1.0
LONGEST_PAUSE = 30.0


class Loop:
    """Works until it is told to stop, also through times when the database does not answer.

    ``pause`` waits so many seconds, or until it is time to stop, and says whether it is.
    """

    def __init__(self, lease: timedelta, pause: Callable[[float], bool]) -> None:
        self.lease = lease
        self.pause = pause
        self._failures = 0
        self._next_round = 0.0

    def run(self) -> None:
        """Work until it is time to stop."""
        while not self.pause(0):
            try:
                with present(self.lease) as heartbeat:
                    duties.enter_duties()
                    self._work(heartbeat)
            except Error as error:
                self._wait_for_database(error)

    def run_once(self) -> None:
        """Do all that is due now."""
        with present(self.lease) as heartbeat:
            duties.enter_duties()
            queue.take_back()
            while not self.pause(0) and self._do_something(heartbeat):
                pass

    def _work(self, heartbeat: Heartbeat) -> None:
        # Whose lease has run out comes back as another: what it had in hand is not its own.
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
        # Both, so that neither a long queue nor many duties keep the other from its turn.
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
