"""Database backend for PostgreSQL that never waits longer than ``ops.database.limits`` allows.

Django's own backend, and around it:

- Its host's addresses are looked up within that time (``ops.database.addresses``).
- psycopg2 asks ``wait_for_server`` to wait, while it connects and after each statement. A server
  that is frozen or out of reach keeps no limit of its own.
- The server's limits are set by statements after connecting, and again when a connection serves
  another kind of request. Where PgBouncer hands out a connection for one transaction only
  (``DISABLE_SERVER_SIDE_CURSORS``) they are not: they would hold for whoever gets it next.
- While the database was away a moment ago, requests fail at once.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from select import POLLIN, POLLOUT
from typing import Any

import psycopg2
from django.db.backends.postgresql import base
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

from ops.database.addresses import add_addresses
from ops.database.limits import (
    USABLE_SECONDS,
    get_limit,
    get_seconds_left,
    spend_seconds,
    wait_at_most,
)
from ops.database.outages import DatabaseAwayError, database_circuit

# What is waited is counted in turns: after one in which nothing came, not by the clock, which also
# runs while the process is ready and has no processor (a server that restarts, a busy machine).
TURN_SECONDS = 0.01


def wait_for_server(connection: Any) -> None:
    """Wait until a connection has its answer; psycopg2 calls it in place of waiting by itself.

    Raises psycopg2.OperationalError after the time that the request, job or command has left;
    psycopg2 then closes the connection.
    """
    left = get_seconds_left()
    while (state := connection.poll()) != POLL_OK:
        poller = select.poll()
        # Anew each time: while connecting, the descriptor may be another.
        poller.register(connection.fileno(), POLLIN if state == POLL_READ else POLLOUT)
        while not (has_come := poller.poll(1000 * min(left, TURN_SECONDS))) and left > 0:
            spend_seconds(min(left, TURN_SECONDS))
            # Never below zero: poll() waits without end then.
            left = max(0.0, left - TURN_SECONDS)
        if not has_come:
            raise psycopg2.OperationalError("no answer in time")


set_wait_callback(wait_for_server)


@contextmanager
def waiting_without_limit() -> Iterator[None]:
    """Let psycopg2 wait by itself in the block, as long as it takes.

    With a function that waits it has no COPY. It holds for the whole process, so this is for
    commands, which do one thing at a time.
    """
    set_wait_callback(None)
    try:
        yield
    finally:
        set_wait_callback(wait_for_server)


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection whose limits are those of the present request, job or command."""

    # The kind whose limits the server has been told.
    _limited_to: str | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. Raises psycopg2.OperationalError if that takes too long."""
        limit = get_limit()
        try:
            with wait_at_most(limit.connect_seconds):
                connection = super().get_new_connection(add_addresses(conn_params))
        except psycopg2.Error:
            if limit.is_request:
                database_circuit.open()
            raise
        self._limited_to = limit.kind
        return connection

    def init_connection_state(self) -> None:
        """Set the state of a new connection, limits included."""
        super().init_connection_state()
        self._set_limits()

    def ensure_connection(self) -> None:
        """Connect if necessary, and have the server keep the limits of the present kind.

        Raises DatabaseAwayError in requests while the database was away a moment ago.
        """
        # What has begun is not cut off, and settings would be taken back with a transaction.
        if not self.in_atomic_block:
            limit = get_limit()
            if limit.is_request and database_circuit.is_open:
                raise DatabaseAwayError("it was away a moment ago")
            if self.connection is not None and self._limited_to != limit.kind:
                self.close_if_health_check_failed()
                if self.connection is not None:
                    self._set_limits()
        super().ensure_connection()

    def get_autocommit(self) -> bool:
        """Return whether each statement is a transaction of its own.

        Django asks at the beginning and end of each request, outside of what limits it. A
        connection that is there is not told other limits for that, which were two journeys each.
        """
        return bool(self.autocommit if self.connection is not None else super().get_autocommit())

    def is_usable(self) -> bool:
        """Return whether the connection works; one that does not answer at once does not."""
        with wait_at_most(USABLE_SECONDS):
            return bool(super().is_usable())

    def _set_limits(self) -> None:
        limit = get_limit()
        self._limited_to = limit.kind
        if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            # Whoever gives up waiting closes the connection, and PgBouncer ends the statement.
            return
        # Not by Django's cursor: this is nothing that a page asks for.
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false),"
                " set_config('lock_timeout', %s, false)",
                [
                    f"{1000 * seconds:.0f}"
                    for seconds in (limit.statement_seconds, limit.lock_seconds)
                ],
            )
