"""The trigger by which the database protects fixed versions.

The trigger names tables, so ``migrate`` makes it again each time.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from wagtail.models import Revision

from content.versions.fixed import list_fixing_fields

NAME = "fixed_version"
REFUSAL = "A version on which somebody relies is never written again."
# The rest of a version may change: its user, its hour of publication.
COLUMNS = ("content", "content_type_id", "base_content_type_id", "object_id", "created_at")


def install() -> None:
    """Make the trigger, or replace a former one."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        for statement in _list_statements():
            cursor.execute(statement)


def drop_for_sqlite() -> None:
    """Remove the trigger from SQLite.

    SQLite replaces the tables that a migration alters, and would miss them in the trigger.
    PostgreSQL keeps the trigger during a migration.
    """
    if not _is_postgresql():
        with connection.cursor() as cursor:
            _drop(cursor)


def is_installed() -> bool:
    """Return whether the database has the trigger."""
    table = "pg_trigger WHERE tgname" if _is_postgresql() else "sqlite_master WHERE name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} = %s", [NAME])  # noqa: S608
        return cursor.fetchone() is not None


def _drop(cursor: object) -> None:
    table = f" ON {Revision._meta.db_table}" if _is_postgresql() else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}{table}")  # type: ignore[attr-defined]


def _list_statements() -> list[str]:
    table, columns = Revision._meta.db_table, ", ".join(COLUMNS)
    is_fixed = " OR ".join(["OLD.approved_go_live_at IS NOT NULL", *_list_references()])
    if not _is_postgresql():
        differs = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in COLUMNS)
        return [
            f"CREATE TRIGGER {NAME} BEFORE UPDATE OF {columns} ON {table} "
            f"WHEN ({differs}) AND ({is_fixed}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ]
    differs = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in COLUMNS)
    return [
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {is_fixed} THEN RAISE EXCEPTION '{REFUSAL}' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {NAME}()",
    ]


def _list_references() -> Iterator[str]:
    for field in list_fixing_fields():
        table = field.model._meta.db_table
        yield f"EXISTS (SELECT 1 FROM {table} WHERE {field.column} = OLD.id)"  # noqa: S608


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
