"""Size of the database, and connections to its server."""

from django.db import connection


def get_database_bytes() -> int:
    """Return how large the database is. Raises ``django.db.Error`` if it does not answer."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            )
        return int(cursor.fetchone()[0])


def count_connections() -> tuple[int, int] | None:
    """Return the connections to the whole server, and how many it allows; SQLite has none (None).

    Raises ``django.db.Error`` if it does not answer.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(numbackends), current_setting('max_connections') FROM pg_stat_database"
        )
        used, allowed = cursor.fetchone()
    return int(used), int(allowed)
