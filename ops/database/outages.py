"""Which errors mean that the database is away, and the pause after one.

While the database is away, requests do not wait for it again: a **circuit** opens for a few seconds
after a failure, in each process, and what comes meanwhile fails at once. The next request after the
pause tries again. See docs/features/outages.md.
"""

import logging
from threading import Lock
from time import monotonic

from django.db import InterfaceError, InternalError, OperationalError
from django.http.response import HttpResponseBase

from ops.database.repeat_limit import RepeatLimit

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
# SQLSTATE (PostgreSQL's manual, appendix A): classes of a lost connection, missing resources,
# an operator's intervention and system errors; a lock that is not to be had, and a server that
# only reads.
_CLASSES = {"08", "53", "57", "58"}
LOCK_NOT_AVAILABLE = "55P03"
_READ_ONLY = "25006"
# Result codes of SQLite, without the part that says more.
_SQLITE_CODES = ("BUSY", "LOCKED", "IOERR", "FULL", "CANTOPEN", "READONLY")


class DatabaseAwayError(OperationalError):
    """The database was away a moment ago and is not asked."""


def is_outage(error: BaseException | None) -> bool:
    """Return whether an error says that the database is away, locked, full or too slow.

    All others are defects, such as a missing column.
    """
    if not isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return False
    cause = error.__cause__
    sqlite_name = getattr(cause, "sqlite_errorname", None)
    if sqlite_name:
        return str(sqlite_name).removeprefix("SQLITE_").startswith(_SQLITE_CODES)
    state = get_sqlstate(error)
    if state:
        return state[:2] in _CLASSES or state in {LOCK_NOT_AVAILABLE, _READ_ONLY}
    # Without a code it is about the connection.
    return not isinstance(error, InternalError)


def get_sqlstate(error: BaseException | None) -> str:
    """Return PostgreSQL's code of an error; empty where the server has not said any."""
    return getattr(getattr(error, "__cause__", None), "pgcode", None) or ""


def describe_outage(error: BaseException) -> str:
    """Return the first line of an error, for a log."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def mark_outage(response: HttpResponseBase, error: BaseException) -> None:
    """Note that a response was made because of this outage; see ``get_outage``."""
    vars(response)["_outage"] = error


def get_outage(response: HttpResponseBase) -> BaseException | None:
    """Return the outage because of which a response was made, or None."""
    return vars(response).get("_outage")


class Circuit:
    """Says whether something has failed within the last ``PAUSE_SECONDS``, in this process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()
        self._until = 0.0
        self._since: float | None = None
        self._log_limit = RepeatLimit()

    @property
    def is_open(self) -> bool:
        """Whether it has failed a moment ago, so that one should not wait for it again."""
        return monotonic() < self._until

    def open(self) -> None:
        """Note that it has failed now."""
        with self._lock:
            self._since = self._since or monotonic()
            self._until = monotonic() + PAUSE_SECONDS

    def close(self) -> None:
        """Note that it works; the log is told if it did not before, once a minute."""
        if self._since is None:
            return
        with self._lock:
            since, self._since, self._until = self._since, None, 0.0
        if since is not None and self._log_limit.admit() is not None:
            logger.info("%s again, after %.0f s.", self.name, monotonic() - since)


# The database as a whole: it cannot be connected, or does not say the cache versions of a website.
database_circuit = Circuit("The database answers")
# The rest of it: pages cannot be drawn, because a table is locked.
drawing_circuit = Circuit("Pages can be drawn")
