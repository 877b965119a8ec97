"""A migrated SQLite database, kept in the virtual environment between runs of the tests.

To apply two hundred migrations takes longer than most single tests. What is kept is named after the
migrations it was made of, so a changed one makes a new database.
"""

import hashlib
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = 6


def start_from_kept_database(connection: BaseDatabaseWrapper) -> None:
    """Have the test database in memory begin as the kept one, if there is one.

    Django migrates it all the same, which then has nothing left to do.
    """
    create = connection.creation._create_test_db

    def create_test_db(*args: object, **kwargs: object) -> str:
        name = create(*args, **kwargs)
        if (path := get_path()).exists():
            connection.ensure_connection()
            with sqlite3.connect(path) as kept:
                kept.backup(connection.connection)
            kept.close()
        return name

    connection.creation._create_test_db = create_test_db


def copy_kept_database(target: Path) -> None:
    """Copy the kept database to a file, if there is one."""
    if (path := get_path()).exists():
        shutil.copyfile(path, target)


def keep_database(connection: BaseDatabaseWrapper) -> None:
    """Keep a freshly migrated database; those not used for longest make room."""
    if (path := get_path()).exists():
        path.touch()
        return
    unfinished = path.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as kept:
        connection.connection.backup(kept)
    kept.close()
    unfinished.replace(path)
    others = sorted(path.parent.glob("migrated-*.sqlite3"), key=lambda other: other.stat().st_mtime)
    for other in others[:-KEPT]:
        other.unlink(missing_ok=True)


def get_path() -> Path:
    """Return where the database of the present migrations is kept."""
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.name} {file.name}".encode())
            digest.update(file.read_bytes())
    return Path(sys.prefix) / f"migrated-{digest.hexdigest()[:24]}.sqlite3"
