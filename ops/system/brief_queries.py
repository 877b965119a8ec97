"""Questions to the database that may go unanswered, for whoever wants to know how things are."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Of one query; a little less than somebody waits for all, so that one that is slow, or waits for a
# lock, does not take all others.
QUERY_MILLISECONDS = 1000


@contextmanager
def brief_queries() -> Iterator[None]:
    """Let no query in the block take longer than a second on PostgreSQL.

    By one transaction: the limits are its own, also where PgBouncer lends connections for one. On
    SQLite, where reading waits for nobody, a transaction would keep others from writing. Inside a
    transaction there is only a savepoint: it has waited for the database already. Raises
    ``django.db.Error`` for a query that takes longer.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {QUERY_MILLISECONDS}")
                cursor.execute(f"SET LOCAL lock_timeout = {QUERY_MILLISECONDS}")
            yield
    else:
        yield
