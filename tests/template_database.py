"""Migrated databases that tests begin with, kept in the virtual environment between runs.

Two hundred migrations take longer than most single tests. The name of a kept database has a digest
of the migrations and of the modules with functions that run after them. Each change of one of these
files therefore makes a new database.
"""

import hashlib
import inspect
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from ops.after_migrate import list_steps

KEPT = 6
# Any number, the same in all processes of a run.
LOCK = 20_210_203
# The database of each process of the run, and the template of them all.
PREFIX = "bantin_test"


@contextmanager
def use_test_database(connection: BaseDatabaseWrapper, fill: Callable[[], None]) -> Iterator[None]:
    """Point a connection at a migrated database for the tests of this process.

    ``fill`` adds the rows that all tests begin with.
    """
    use = _use_copy if connection.vendor == "postgresql" else _use_memory
    with use(connection, fill):
        yield


@contextmanager
def _use_memory(connection: BaseDatabaseWrapper, fill: Callable[[], None]) -> Iterator[None]:
    _use(connection, connection.creation._get_test_db_name())
    connection.ensure_connection()
    if connection.introspection.table_names():
        # A second run of this process, or a fork of it, as mutmut begins them.
        yield
        return
    path = get_path("sqlite3")
    if path.exists():
        with closing(sqlite3.connect(path)) as kept:
            kept.backup(connection.connection)
    call_command("migrate", verbosity=0, interactive=False)

    def write(unfinished: Path) -> None:
        with closing(sqlite3.connect(unfinished)) as kept:
            connection.connection.backup(kept)

    _keep(path, write)
    fill()
    yield


@contextmanager
def _use_copy(connection: BaseDatabaseWrapper, fill: Callable[[], None]) -> Iterator[None]:
    """Use a copy of the run's template.

    The first process of a run makes the template, and the others wait for it.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    template, copy = f"{PREFIX}_{run}", f"{PREFIX}_{run}_{os.getpid()}"
    with _connect(connection) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not server.fetchall():
            unfinished = f"{template}_unfinished"
            server.execute(f"DROP DATABASE IF EXISTS {unfinished}")
            server.execute(f"CREATE DATABASE {unfinished}")
            _use(connection, unfinished)
            _migrate_copy(connection)
            fill()
            # Nobody may be connected to a database that is renamed or copied.
            connection.close()
            server.execute(f"ALTER DATABASE {unfinished} RENAME TO {template}")
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {template}")
        server.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        _use(connection, copy)
        yield
        connection.close()
        server.execute(f"DROP DATABASE {copy} WITH (FORCE)")
        server.execute("SELECT count(*) FROM pg_database WHERE datname LIKE %s", [f"{template}%"])
        if server.fetchall() == [(1,)]:
            server.execute(f"DROP DATABASE IF EXISTS {template}")


def copy_kept_file(target: Path) -> None:
    """Copy the kept SQLite database to a file, if there is one."""
    if (path := get_path("sqlite3")).exists():
        shutil.copyfile(path, target)


def get_path(kind: str) -> Path:
    """Return where the database of the present migrations is kept.

    ``kind``: ``sqlite3``, a database, or ``dump``, of PostgreSQL.
    """
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.name} {file.name}".encode())
            digest.update(file.read_bytes())
    # ``migrate`` makes rows of them.
    digest.update(repr(settings.LANGUAGES).encode())
    for step in list_steps():
        digest.update(step.__qualname__.encode() + Path(inspect.getfile(step)).read_bytes())
    return Path(sys.prefix) / f"migrated-{digest.hexdigest()[:24]}.{kind}"


def _migrate_copy(connection: BaseDatabaseWrapper) -> None:
    path = get_path("dump")
    if path.exists():
        _run("pg_restore", connection, "--no-owner", "--single-transaction", str(path))
    call_command("migrate", verbosity=0, interactive=False)
    _keep(path, lambda unfinished: _run("pg_dump", connection, "-Fc", f"--file={unfinished}"))


def _keep(path: Path, write: Callable[[Path], None]) -> None:
    """Have ``write`` make the file, unless it exists; those not used for longest make room."""
    if path.exists():
        path.touch()
        return
    unfinished = path.with_suffix(f".{os.getpid()}")
    write(unfinished)
    unfinished.replace(path)
    others = sorted(
        path.parent.glob(f"migrated-*{path.suffix}"), key=lambda other: other.stat().st_mtime
    )
    for other in others[:-KEPT]:
        other.unlink(missing_ok=True)


def _run(program: str, connection: BaseDatabaseWrapper, *arguments: str) -> None:
    options = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    variables = {names[name]: str(options[name]) for name in names if name in options}
    database = "--dbname=" + options["dbname"]
    subprocess.run([program, database, *arguments], env=os.environ | variables, check=True)


def _use(connection: BaseDatabaseWrapper, name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def _connect(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """Connect to the database that the server was named with, in which no test writes."""
    options = connection.get_connection_params()
    names = {
        name: options[name] for name in ("host", "port", "user", "password") if name in options
    }
    with closing(psycopg2.connect(dbname=options["dbname"], **names)) as server:
        server.autocommit = True
        yield server.cursor()
