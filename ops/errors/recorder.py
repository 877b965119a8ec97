"""Errors that a process has noted and not yet written; one write for many.

The first error of a while is written at once, those that follow together after ``WRITE_SECONDS``:
a storm of errors must not become one of writes. It is written after the answer was sent, on the
connection of the process, whose transaction is over by then. While that fails, batches are put
aside on the node (``ops.errors.spool``); whichever process there is asked next, once the database
writes again, hands them in.
"""

import atexit
import logging
import socket
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.utils import timezone

from ops.database.limits import WEBSITE, limit_database
from ops.database.outages import database_circuit
from ops.errors.batch import MAX_KINDS, Batch, KindCount, Occurrence
from ops.errors.people import PersonKind, find_person_kind
from ops.errors.rows import save_batch
from ops.errors.spool import hand_in, put_aside
from ops.errors.trace import ErrorTrace

logger = logging.getLogger(__name__)

WRITE_SECONDS = 5.0
# How long the database is left alone after it could not be written, and how often the folder of the
# node is looked at.
PAUSE_SECONDS = 30.0


class ErrorRecorder:
    """The errors that one process has met and not written yet."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Begin as a new process does, with nothing noted."""
        self._waiting = Batch()
        self._write_at = self._look_at = self._ask_at = 0.0
        self._done = ""

    def add(self, trace: ErrorTrace, occurrence: Occurrence) -> None:
        """Note an error; it is written by ``write_due``."""
        with self._lock:
            kinds = self._waiting.kinds
            if trace.code not in kinds and len(kinds) >= MAX_KINDS:
                return
            kind = kinds.setdefault(trace.code, _make_count(trace, occurrence))
            kind.places = list(trace.places)
            kind.add(occurrence)

    def write_due(self) -> None:
        """Write what is noted, and what was put aside on the node, if it is time to."""
        now = monotonic()
        if self._waiting.kinds and now >= self._write_at:
            self._write_at = now + WRITE_SECONDS
            self._write(self._take())
        if now >= self._look_at and now >= self._ask_at:
            self._look_at = now + PAUSE_SECONDS
            try:
                hand_in(_save)
            except Error:
                self._ask_at = now + PAUSE_SECONDS

    def put_aside_rest(self) -> None:
        """Put aside what is noted, at the end of the process."""
        rest = self._take()
        if rest.kinds:
            put_aside(rest)

    def _take(self) -> Batch:
        with self._lock:
            taken, self._waiting = self._waiting, Batch()
            return taken

    def _write(self, batch: Batch) -> None:
        if not batch.kinds or self._try_to_save(batch) or put_aside(batch):
            return
        with self._lock:
            # It may have been written all the same: the number stays.
            batch.merge(self._waiting)
            self._waiting = batch

    def _try_to_save(self, batch: Batch) -> bool:
        now = monotonic()
        if now < self._ask_at or database_circuit.is_open:
            return False
        try:
            _save(batch, self._done)
        except Error as error:
            self._ask_at = now + PAUSE_SECONDS
            logger.warning("Errors could not be written: %s", type(error).__name__)
            return False
        self._done = batch.number
        return True


def _save(batch: Batch, done: str = "") -> None:
    with limit_database(WEBSITE):
        save_batch(batch, done)


def _make_count(trace: ErrorTrace, occurrence: Occurrence) -> KindCount:
    return KindCount(
        code=trace.code,
        exception=trace.exception,
        places=list(trace.places),
        version=occurrence.version,
        first_at=occurrence.at,
        last_at=occurrence.at,
    )


def make_occurrence(
    request: HttpRequest, status: int, number: str, agency: str, page_type: str
) -> Occurrence:
    """Return what is noted of a request that failed: nothing of what it sent, nor its address.

    ``number``: of the request. ``agency``: code of the agency whose website it was for.
    ``page_type``: the type of the page. Both are empty where there is none.
    """
    match = request.resolver_match
    person = _find_person(request)
    return Occurrence(
        at=timezone.now(),
        request=number,
        route=(match.view_name if match else "")[:200],
        pattern=(match.route if match else "")[:200],
        page_type=page_type[:100],
        method=(request.method or "")[:10],
        status=status,
        role=person.role[:100],
        agency=(agency or person.agency)[:200],
        node=socket.gethostname()[:100],
        version=settings.BANTIN_VERSION,
    )


def _find_person(request: HttpRequest) -> PersonKind:
    # Set once somebody has asked who it is: the session is not read for it.
    user = vars(request).get("_cached_user")
    if user is None or not user.is_authenticated or database_circuit.is_open:
        return PersonKind()
    try:
        return find_person_kind(user)
    except Error:
        return PersonKind()


recorder = ErrorRecorder()
atexit.register(recorder.put_aside_rest)
