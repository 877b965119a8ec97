"""Whether the database has all migrations of the source that runs."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def list_unapplied_migrations() -> list[str]:
    """Return the migrations that the database lacks, as ``app.name``, sorted; one query."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in sorted(list_known_migrations() - applied.keys())]


def are_migrations_known() -> bool:
    """Return whether this process has read the migrations of the source, which takes a while."""
    return bool(list_known_migrations.cache_info().currsize)


@cache
def list_known_migrations() -> set[tuple[str, str]]:
    """Return (app, name) of the migrations of the source, which stays the same while it runs."""
    return set(MigrationLoader(None).disk_migrations or ())
