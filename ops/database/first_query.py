"""The first query of a request, which shows by itself whether the connection still works.

Django asks a connection that was used before whether it still works (``CONN_HEALTH_CHECKS``), which
is one journey more to the server. A query that only reads can be asked at once, and again if the
connection turns out to be lost.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

from ops.database.limits import USABLE_SECONDS, wait_at_most


def fetch_rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that only reads.

    Where the connection was lost, or does not answer within ``USABLE_SECONDS``, it is opened anew
    and asked once more. Raises what Django raises: ``DatabaseError`` and its kinds.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if not _is_to_be_checked(connection):
        return _fetch_rows(statement, parameters)
    connection.health_check_done = True
    try:
        with wait_at_most(USABLE_SECONDS):
            return _fetch_rows(statement, parameters)
    except (OperationalError, InterfaceError):
        if connection.connection is None or not connection.connection.closed:
            # The server has answered: what it says is about the statement.
            raise
        connection.close()
    return _fetch_rows(statement, parameters)


def _is_to_be_checked(connection: Any) -> bool:
    """Return whether Django would ask first whether the connection still works."""
    return bool(
        connection.connection is not None
        and connection.health_check_enabled
        and not connection.health_check_done
        and not connection.in_atomic_block
    )


def _fetch_rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
