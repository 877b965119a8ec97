"""Receivers of signals: clocks are compared with the database's, and errors of requests are noted.

Every new connection to the database compares the clocks. What a request raises is noted when Django
turns it into an answer, and written once that was sent.
"""

import sys

from django.core.signals import got_request_exception, request_finished
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest

from ops.errors.recorder import recorder
from ops.errors.trace import describe_error
from ops.jobs.clock import check_clock
from ops.logs import find_request_record


@receiver(connection_created)
def compare_clocks(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Notice a clock that is wrong, of whatever process connects."""
    check_clock(connection)


@receiver(got_request_exception)
def on_request_failed(request: HttpRequest, **kwargs: object) -> None:
    """Note what a request raised; what goes wrong while that is being answered is left out."""
    error, record = sys.exc_info()[1], find_request_record()
    if error is None or record is None or (record.error and error.__context__ is not None):
        return
    match = request.resolver_match
    record.error = describe_error(error, match.view_name if match else "")


@receiver(request_finished)
def on_request_finished(**kwargs: object) -> None:
    """Write the errors that are due; the answer was sent, and no transaction is open."""
    recorder.write_due()
