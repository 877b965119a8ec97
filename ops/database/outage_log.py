"""Logging of an outage: one line for each process and minute, without tracebacks."""

import logging
from collections import defaultdict
from http import HTTPStatus

from ops.database.outages import describe_outage, is_outage
from ops.database.repeat_limit import RepeatLimit


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
