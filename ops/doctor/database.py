"""Examination of the database: reached, written to, migrated, with the same clock."""

from collections.abc import Iterator
from time import time

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ops.doctor.registry import Options, Result, fail, passed, summarize_error, warn
from ops.models import Worker

# Seconds by which the clocks of two machines may differ before it is told, and before it counts.
CLOCK_WARNING, CLOCK_FAILURE = 2.0, 10.0
# The oldest that Django works with.
OLDEST_POSTGRESQL = (14, 0)
# Part of the connections that PostgreSQL has, from which on it is told.
MOSTLY_USED = 0.8
# Where PgBouncer listens unless it is told otherwise.
PGBOUNCER_PORT = "6432"


def examine_database(options: Options) -> Iterator[Result]:
    """Yield results about the connection, the server, the tables and the clock."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        yield fail(
            f"The database does not let Bantin in: {summarize_error(error)}.",
            "Compare DATABASE_URL with the server's address, account and password.",
        )
        return
    if connection.vendor == "postgresql":
        yield from _examine_postgresql()
    else:
        yield fail(
            f"The database is {connection.display_name}, which one machine alone can use.",
            "Set DATABASE_URL=postgres://…; see the runbook.",
        )
    if (waiting := _count_waiting_migrations()) > 0:
        yield fail(
            f"{waiting} migrations are not applied.", "Run: .venv/bin/python manage.py migrate"
        )
        return
    yield passed("All migrations are applied.")
    yield _try_to_write()


def _examine_postgresql() -> Iterator[Result]:
    with connection.cursor() as cursor:
        before = time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs, after = float(cursor.fetchone()[0]), time()
        cursor.execute(
            "SELECT current_setting('max_connections')::int, (SELECT count(*) FROM"
            " pg_stat_activity WHERE backend_type = 'client backend'),"
            " current_setting('client_connection_check_interval'),"
            " pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        most, used, check_interval, encoding = cursor.fetchone()
    version = connection.get_database_version()
    if version < OLDEST_POSTGRESQL:
        yield fail(
            f"PostgreSQL is {version[0]}, and Bantin needs 14 or newer.", "Upgrade PostgreSQL."
        )
    else:
        milliseconds = 1000 * (after - before)
        yield passed(f"PostgreSQL {'.'.join(map(str, version))} answers in {milliseconds:.0f} ms.")
    yield compare_clocks(theirs, before, after)
    if used > MOSTLY_USED * most:
        yield warn(
            f"{used} of PostgreSQL's {most} connections are in use.",
            "Raise max_connections, or put PgBouncer between (deploy/pgbouncer).",
        )
    if encoding != "UTF8":
        yield fail(
            f"The database is encoded in {encoding}, which does not hold Vietnamese.",
            "Make a new one with --encoding UTF8.",
        )
    if check_interval in {"0", "0ms"}:
        yield warn(
            "PostgreSQL goes on with requests that nobody waits for any more.",
            "Take over the settings of deploy/postgresql/bantin.conf.",
        )
    config = connection.settings_dict
    if str(config["PORT"]) == PGBOUNCER_PORT and not config["DISABLE_SERVER_SIDE_CURSORS"]:
        yield fail(
            "PgBouncer seems to stand before PostgreSQL, and cursors are kept on the server.",
            "Set DISABLE_SERVER_SIDE_CURSORS=on.",
        )


def compare_clocks(theirs: float, before: float, after: float) -> Result:
    """Compare the database's time with this machine's.

    ``before`` and ``after``: this machine's, when the database was asked and when it had answered.
    All in seconds since 1970.
    """
    ours = min(max(theirs, before), after)
    difference = ours - theirs
    way = "ahead of" if difference > 0 else "behind"
    text = f"This machine's clock is {abs(difference):.1f} seconds {way} the database's."
    advice = "Let a time service run on both machines, such as systemd-timesyncd or chrony."
    if abs(difference) > CLOCK_FAILURE:
        return fail(text, advice)
    if abs(difference) > CLOCK_WARNING:
        return warn(text, advice)
    return passed("This machine's clock is that of the database.")


def _count_waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _try_to_write() -> Result:
    """Write a row, and take it back."""
    now = timezone.now()
    try:
        with transaction.atomic():
            Worker.objects.create(id=f"doctor-{time()}", started_at=now, expires_at=now)
            transaction.set_rollback(True)
    except OperationalError as error:
        return fail(
            f"Nothing can be written to the database: {summarize_error(error)}.",
            "Look for a full disk, or whether this is a copy that may only be read.",
        )
    except Exception as error:  # noqa: BLE001, a missing right is an error of another kind
        return fail(
            f"Nothing can be written to the database: {summarize_error(error)}.",
            f"The account must own the database: ALTER DATABASE {_get_name()} OWNER TO …",
        )
    return passed("A row was written to the database, and taken back.")


def _get_name() -> str:
    return str(settings.DATABASES["default"]["NAME"])
