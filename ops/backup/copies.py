"""A copy of the database in which something may be tried, while the living one is used.

Of SQLite the file is copied. Of PostgreSQL the rows of one moment are written as into a backup and
restored into a second database on the same server, or, where the account may not make one or does
not reach it, into a file of SQLite. Neither locks anything. Uploaded files are not copied.
"""

import os
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import DatabaseError, connection

from ops.backup.creation import create_backup
from ops.backup.errors import BackupError

_ROOT = Path(__file__).resolve().parents[2]
# What only databases of copies are called.
_NAME = re.compile(r"^bantin_copy_[0-9a-f]{12}$|/bantin-copy-[^/]+/db\.sqlite3$")


@dataclass(frozen=True)
class DatabaseCopy:
    """A copy, and a folder beside it for files; both are gone afterwards.

    ``url``: as DATABASE_URL.
    """

    url: str
    folder: Path

    def run(self, *command: str) -> str:
        """Run a management command on the copy, and return what it prints.

        It has caches and a folder of uploaded files of its own, serves every host, and tells
        neither an edge nor anybody of errors. Raises BackupError with the last line that it says
        if it fails.
        """
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "CACHE_URL": "locmemcache://",
            "MEDIA_ROOT": str(self.folder / "media"),
            "MEDIA_STORAGE": "",
            "EDGE_URLS": "",
            # Whichever process began it: all websites are asked in the copy.
            "SERVES": "all",
            # What is met in the copy was met by nobody, and what waits on the node is not for it.
            "ERRORS_FOLDER": "",
            "SENTRY_DSN": "",
        }
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(_ROOT / "manage.py"), *command],
            env=environment,
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise BackupError(f"{command[0]} in the copy: {said[-1]}")
        return done.stdout


@contextmanager
def copied_database(tell: Callable[[str], object]) -> Iterator[DatabaseCopy]:
    """Make a copy of the database for the block.

    ``tell`` is given a sentence where a copy of PostgreSQL becomes a file of SQLite, and why.
    Raises BackupError or OSError if none can be made.
    """
    with tempfile.TemporaryDirectory(prefix="bantin-copy-") as name:
        folder = Path(name)
        if connection.vendor == "sqlite":
            file = folder / "db.sqlite3"
            _copy_file(file)
            yield DatabaseCopy(f"sqlite:///{file}", folder)
            return
        backup = folder / "rows.bantin"
        create_backup(backup, with_files=False)
        with _second_database(folder, tell) as url:
            copy = DatabaseCopy(url, folder)
            copy.run("restore", str(backup), "--verbosity", "0")
            backup.unlink()
            yield copy


def is_copy() -> bool:
    """Return whether this process works on a copy and not on the living database."""
    return bool(_NAME.search(str(connection.settings_dict["NAME"])))


def _copy_file(file: Path) -> None:
    """Copy the file of SQLite's database with its own means, while others write."""
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    try:
        with (
            closing(sqlite3.Connection(source, uri=True)) as living,
            closing(sqlite3.Connection(file)) as copy,
        ):
            # In one piece: in several it begins anew whenever somebody writes. Who writes goes on,
            # because of the write-ahead log.
            living.backup(copy)
    except sqlite3.Error as error:
        raise BackupError(f"The database cannot be copied: {error}.") from error


@contextmanager
def _second_database(folder: Path, tell: Callable[[str], object]) -> Iterator[str]:
    """Make an empty database for the block; yield its address as DATABASE_URL."""
    name = f"bantin_copy_{secrets.token_hex(6)}"
    url = os.environ["DATABASE_URL"]
    parts = urlsplit(url)
    there = urlunsplit(parts._replace(path=f"{parts.path.rpartition('/')[0]}/{name}"))
    try:
        _create_database(name)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        tell(
            f"{reason}. So the copy is a file of SQLite: what it says is the same, how long it "
            "takes is not. For one in PostgreSQL: ALTER ROLE … CREATEDB, and where PgBouncer "
            "stands between, a line for every database (* = …)."
        )
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    try:
        yield there
    finally:
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create_database(name: str) -> None:
    """Create a database and look whether it can be reached. Raises DatabaseError if not."""
    _execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    there: Any = connection.copy()
    there.settings_dict = connection.settings_dict | {"NAME": name}
    try:
        there.ensure_connection()
    except DatabaseError:
        _execute(f"DROP DATABASE {name}")
        raise
    finally:
        there.close()


def _execute(statement: str) -> None:
    # Outside of transactions, which CREATE DATABASE refuses.
    with connection.cursor() as cursor:
        cursor.execute(statement)
