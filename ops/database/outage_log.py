"""Logging of an outage: one line for each process and minute, without tracebacks."""

import logging
from collections import defaultdict
from http import HTTPStatus
from threading import Lock
from time import monotonic

from ops.database.outages import describe_outage, is_outage

INTERVAL_SECONDS = 60.0


class RepeatLimit:
    """Lets one message of a kind through in ``INTERVAL_SECONDS`` and counts the others."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0.0
        self._left_out = 0

    def admit(self) -> int | None:
        """Return how many were left out since the last one; None if this one is left out too."""
        with self._lock:
            if monotonic() < self._next:
                self._left_out += 1
                return None
            self._next = monotonic() + INTERVAL_SECONDS
            left_out, self._left_out = self._left_out, 0
            return left_out


class OutageFilter(logging.Filter):
    """Logging filter that shortens what an outage of the database logs, and drops repetitions.

    Concerned are records with such an error, and Django's about answers of 503.
    """

    limits: defaultdict[str, RepeatLimit] = defaultdict(RepeatLimit)

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        is_answer = getattr(record, "status_code", None) == HTTPStatus.SERVICE_UNAVAILABLE
        if not is_answer and not is_outage(error):
            return True
        left_out = self.limits["database"].admit()
        if left_out is None:
            return False
        reason = f"The database does not answer ({describe_outage(error)})" if error else ""
        record.msg = f"{reason or record.getMessage()}; {left_out} more left out since the last."
        record.args = ()
        record.exc_info = record.exc_text = None
        return True
