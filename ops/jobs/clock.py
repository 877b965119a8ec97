"""Clocks of machines that differ from the database's: noticed, logged once, and listed.

Every process, of a website or of the jobs, compares its clock when it connects to the database
(``ops.database_time``). While the clock of a machine is wrong there is a row for it; as long as all
are right, nothing is written.
"""

import logging
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ops.database_time import get_seconds_ahead, get_time, is_clock_wrong, measure
from ops.models import NodeClock

# A machine that has not been heard of for this long says nothing about its clock any more. Its
# processes compare once a minute.
MAX_AGE = timedelta(minutes=10)

logger = logging.getLogger(__name__)
# Whether the last comparison of this process found the clock wrong; None before the first.
_was_wrong: bool | None = None


@dataclass(frozen=True)
class WrongClock:
    """A machine whose clock is wrong.

    ``host``: its name. ``seconds_ahead``: of the database's clock, negative if it is behind.
    ``noticed_at``: since when, by the database's clock.
    """

    host: str
    seconds_ahead: float
    noticed_at: datetime


def list_wrong_clocks() -> list[WrongClock]:
    """Return the machines whose clocks differ from the database's by more than a few seconds.

    Compares this machine's anew. Makes two queries; with SQLite, where there is one machine, one.
    Raises ``django.db.Error`` if the database does not answer.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    measure(connection)
    _record()
    rows = NodeClock.objects.filter(seen_at__gt=get_time() - MAX_AGE)
    return [WrongClock(row.host, row.seconds_ahead, row.noticed_at) for row in rows]


def check_clock(connection: BaseDatabaseWrapper) -> None:
    """Compare the clock of this machine with that of the database just connected to.

    Never fails: what connects has something else to do.
    """
    if connection.vendor != "postgresql" or connections[DEFAULT_DB_ALIAS] is not connection:
        return
    try:
        measure(connection)
        _record()
    except Error as error:
        # For example, the table is not there before "migrate", or the database is read-only.
        logger.debug("The clocks cannot be compared: %s", error)


def _record() -> None:
    """Log a change, and write down or take away that the clock of this machine is wrong."""
    global _was_wrong  # noqa: PLW0603, one for each process
    is_wrong, was_wrong = is_clock_wrong(), _was_wrong
    _was_wrong = is_wrong
    host, ahead = socket.gethostname()[:100], get_seconds_ahead()
    if is_wrong:
        if not was_wrong:
            logger.error(
                "The clock of this machine is %.0f seconds %s the database's. Set it by NTP.",
                abs(ahead),
                "ahead of" if ahead > 0 else "behind",
            )
        now = get_time()
        NodeClock.objects.update_or_create(
            host=host,
            defaults={"seconds_ahead": ahead, "seen_at": now},
            create_defaults={"seconds_ahead": ahead, "seen_at": now, "noticed_at": now},
        )
    elif was_wrong:
        logger.warning("The clock of this machine agrees with the database's again.")
        NodeClock.objects.filter(host=host).delete()
