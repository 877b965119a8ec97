"""Checks of the database: answer, migrations, room, writing, clock."""

from collections.abc import Iterator
from time import time

from django.conf import settings
from django.db import Error, OperationalError, connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.health.registry import (
    DATABASE,
    EVERYBODY,
    PEOPLE,
    CheckResult,
    Inquiry,
    fail,
    health_check,
    passed,
    summarize_error,
    warn,
)
from ops.jobs.clock import list_wrong_clocks
from ops.models import Worker
from ops.system.database_server import count_connections, get_database_bytes
from ops.system.migrations import list_unapplied_migrations

# The oldest that Django works with.
OLDEST_POSTGRESQL = (14, 0)
# Part of the connections that PostgreSQL has, from which on it is told.
MOSTLY_USED = 0.8
# Where PgBouncer listens unless it is told otherwise.
PGBOUNCER_PORT = "6432"


@health_check(DATABASE, gettext_lazy("Database"), order=200, askers=EVERYBODY, is_required=True)
def check_database(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        yield fail(
            _("It does not let Bantin in: %(reason)s.") % {"reason": summarize_error(error)},
            _("Is the server up, is its disk full? Compare DATABASE_URL with it."),
            short="does not answer",
        )
        return
    version = ".".join(map(str, connection.get_database_version()))
    yield passed(_("%(database)s answers.") % {"database": f"{connection.display_name} {version}"})


@health_check(
    "migrations",
    gettext_lazy("Structure of the database"),
    order=210,
    askers=EVERYBODY,
    is_required=True,
)
def check_migrations(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether the database has all migrations."""
    if missing := list_unapplied_migrations():
        yield fail(
            _("It is older than the program."),
            _("Have “manage.py migrate” run on the server."),
            short=f"{len(missing)} not applied",
            items=tuple(missing),
        )
    else:
        yield passed(_("It is that of the program."))


@health_check("database room", gettext_lazy("Room in the database"), order=220, askers=PEOPLE)
def check_database_room(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield how large the database is, and how many of its connections are taken."""
    text = _("It takes %(size)s.") % {"size": filesizeformat(get_database_bytes())}
    used, allowed = count_connections() or (0, 0)
    if allowed:
        counts = {"used": used, "allowed": allowed}
        text += " " + _("Connections: %(used)d of %(allowed)d.") % counts
    if used > allowed * MOSTLY_USED:
        yield warn(
            text, _("Nearly all connections are taken: have fewer processes, or allow more.")
        )
    else:
        yield passed(text)


@health_check("clocks", gettext_lazy("Clocks"), order=230, askers=PEOPLE)
def check_clocks(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether the clocks of all machines agree with the database's."""
    if connection.vendor != "postgresql":
        yield passed(_("There is one machine, and one clock."))
    elif wrong := list_wrong_clocks():
        difference = _("%(machine)s: %(seconds).0f seconds")
        yield fail(
            _("These machines differ from the database."),
            _("Have the clocks of all machines set by NTP."),
            items=tuple(
                difference % {"machine": one.host, "seconds": one.seconds_ahead} for one in wrong
            ),
        )
    else:
        yield passed(_("All machines agree with the database."))


@health_check("database server", "Database server", order=240)
def check_database_server(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield wrong settings of the server; and whether it accepts a row."""
    if connection.vendor == "postgresql":
        yield from _check_postgresql()
    else:
        yield fail(
            f"The database is {connection.display_name}, which one machine alone can use.",
            "Set DATABASE_URL=postgres://…; see the runbook.",
        )
    yield _try_to_write()


def _check_postgresql() -> Iterator[CheckResult]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('client_connection_check_interval'),"
            " pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        check_interval, encoding = cursor.fetchone()
    version = connection.get_database_version()
    if version < OLDEST_POSTGRESQL:
        yield fail(
            f"PostgreSQL is {version[0]}, and Bantin needs 14 or newer.", "Upgrade PostgreSQL."
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


def _try_to_write() -> CheckResult:
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
    except Error as error:
        return fail(
            f"Nothing can be written to the database: {summarize_error(error)}.",
            f"The account must own the database: ALTER DATABASE {_get_name()} OWNER TO …",
        )
    return passed("A row was written to the database, and taken back.")


def _get_name() -> str:
    return str(settings.DATABASES["default"]["NAME"])
