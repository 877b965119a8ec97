"""Progress of a restore, kept in the database that it fills.

A table of its own, without a model: it is there before any migration, and gone when all is done.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseFailure
from django.db import connections

from ops.backup.schema import list_all_tables

TABLE = "bantin_restore"
# The rows are being written; what follows from them is.
FILLED, BEGUN = "filled", "begun"


class UnfinishedRestore(NamedTuple):
    """A restore that was begun: the id of its backup, and the stage it has reached."""

    backup: str
    stage: str


def get_unfinished_restore(using: str = "default") -> UnfinishedRestore | None:
    """Return the restore that was begun in a database and is not finished, or None."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return None
        cursor.execute(f"SELECT backup, stage FROM {TABLE}")  # noqa: S608
        row = cursor.fetchone()
    return UnfinishedRestore(*row) if row else None


def begin_restore(backup: str) -> None:
    """Note in an empty database that a restore of the backup with this id begins."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (backup varchar(64), stage varchar(20))")
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [backup, BEGUN])  # noqa: S608


def note_filled() -> None:
    """Note, in the transaction of the rows, that they are there."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET stage = %s", [FILLED])  # noqa: S608


def end_restore() -> None:
    """Take the note away: all is done."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def is_empty() -> bool:
    """Return whether the database has no tables, but for the note of an unfinished restore."""
    return not {*list_all_tables()} - {TABLE}


@register(Tags.database)
def check_restore(databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Return an error if a restore was begun and not finished; ``migrate`` asks for it."""
    for using in databases or ():
        try:
            unfinished = get_unfinished_restore(using)
        except DatabaseFailure:
            continue
        if unfinished:
            return [
                Error(
                    "A restore was begun here and not finished.",
                    hint=f"Run manage.py restore with the same backup again "
                    f"({unfinished.backup}); it goes on where it must.",
                    id="bantin.E020",
                )
            ]
    return []
