"""The time of the database, by which processes on several machines agree.

Each process compares its own clock with PostgreSQL's whenever it connects, which it does once a
minute (``CONN_MAX_AGE``). From then on it knows the database's time by counting, so that neither a
wrong clock nor one that is set meanwhile matters. With SQLite all processes share one clock.
"""

import time
from datetime import datetime, timedelta

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

# Clocks that differ by less agree: a lease holds for a minute.
TOLERANCE_SECONDS = 3.0
# A measurement that took longer says too little.
_MAX_DURATION_SECONDS = 1.0
# Goes on while the machine sleeps, where there is such a clock (Linux).
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

# The database's time in seconds since 1970, and the counter's seconds at that moment.
_measured: tuple[float, float] | None = None


def measure(connection: BaseDatabaseWrapper) -> None:
    """Compare the clock of this machine with the one of a database that is connected.

    Raises ``django.db.Error`` if the database does not answer.
    """
    global _measured  # noqa: PLW0603, one for each process
    if connection.vendor != "postgresql":
        return
    before = time.clock_gettime(_COUNTER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        [moment] = cursor.fetchone()
    after = time.clock_gettime(_COUNTER)
    if after - before < _MAX_DURATION_SECONDS:
        _measured = float(moment), (before + after) / 2


def get_seconds_ahead() -> float:
    """Return by how many seconds the clock of this machine is ahead of the database's.

    Negative if it is behind, 0 if nothing has been measured.
    """
    if _measured is None:
        return 0.0
    moment, counted = _measured
    return time.time() - (moment + time.clock_gettime(_COUNTER) - counted)


def is_clock_wrong() -> bool:
    """Return whether the clock of this machine differs by more than ``TOLERANCE_SECONDS``."""
    return abs(get_seconds_ahead()) > TOLERANCE_SECONDS


def get_time() -> datetime:
    """Return the present moment: by this machine's clock, or by the database's if that is wrong.

    For leases and due times, which processes on other machines compare with theirs.
    """
    now = timezone.now()
    return now - timedelta(seconds=get_seconds_ahead()) if is_clock_wrong() else now
