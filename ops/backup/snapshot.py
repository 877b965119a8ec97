"""Reading the whole database as it is at one moment, while others write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def read_at_once() -> Iterator[None]:
    """In the block, queries see the database as it was at the first of them, and nothing is locked.

    On PostgreSQL by the isolation level REPEATABLE READ, on SQLite by its write-ahead log. Call it
    outside of any transaction.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        # Django's own transactions take the lock of writers at once; this one must not.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
