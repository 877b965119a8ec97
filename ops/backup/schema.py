"""The tables of a database at the migrations it has, which may be those of an earlier version.

Everything is asked of the migrations and not of the present models. So a backup can be made before
an upgrade is finished, and restored by a later version.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from ops.backup.errors import BackupError

# Name of an app and of a migration.
Key = tuple[str, str]

# Tables that backups leave out; see ``leave_out``. Of these the owners are packages: the admin's
# index of texts differs between databases; sessions would be keys to accounts for who has the file.
_left_out = {
    "wagtailsearch.indexentry",
    "wagtailsearch.sqliteftsindexentry",
    "sessions.session",
    "usersessions.usersession",
}


class StoredTable(NamedTuple):
    """A table: the label of its model, such as ``home.newspage``, and the model."""

    label: str
    model: type[models.Model]


def leave_out(*labels: str) -> None:
    """Leave the tables of these models out of backups, because their rows can be made anew.

    What makes them is registered by ``ops.after_restore.run_after_restore``.
    """
    _left_out.update(label.lower() for label in labels)


def list_applied_migrations() -> list[Key]:
    """Return the migrations that the database has and this version knows, in order of names."""
    loader = MigrationLoader(connection)
    return sorted(key for key in loader.applied_migrations if key in loader.graph.nodes)


def check_migrations(migrations: Iterable[Key]) -> None:
    """Raise BackupError if this version does not know one of these migrations."""
    known = {*MigrationLoader(connection).disk_migrations}
    unknown = sorted(".".join(key) for key in migrations if key not in known)
    if unknown:
        raise BackupError(
            "The backup was made by another version of Bantin, which had what this one does not "
            f"know: {', '.join(unknown[:3])}. Restore it with that version, then upgrade."
        )


def list_tables(migrations: Iterable[Key]) -> list[StoredTable]:
    """Return the tables of a database that has these migrations, without those left out."""
    loader = MigrationLoader(connection)
    nodes = [key for key in migrations if key in loader.graph.nodes]
    state = loader.project_state(nodes)
    # A model that moves to another app has two labels while half of its move is done.
    found = {
        model._meta.db_table: StoredTable(model._meta.label_lower, model)
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return sorted(table for table in found.values() if table.label not in _left_out)


def list_all_tables() -> list[str]:
    """Return the names of all tables that there are."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def migrate_to(migrations: Iterable[Key], progress: Callable[[], None]) -> None:
    """Bring the database forward to these migrations; ``progress`` is called after each.

    Signals of ``migrate`` are not sent. What is deferred to the end of a transaction is checked
    after each migration, so that several fit into one.
    """

    def follow(step: str, *_: object) -> None:
        if step == "apply_success":
            check_deferred()
            progress()

    executor = MigrationExecutor(connection, follow)
    wanted = {*migrations} - {*executor.loader.applied_migrations}
    whole = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    plan = [step for step in whole if (step[0].app_label, step[0].name) in wanted]
    executor.migrate([*wanted], plan)


def migrate_to_present(progress: Callable[[], None]) -> None:
    """Bring the database to the newest migrations; as ``migrate_to`` in all else."""
    migrate_to(MigrationLoader(connection).graph.nodes, progress)


def count_migrations() -> int:
    """Return how many migrations there are."""
    return len(MigrationLoader(connection).graph.nodes)


def empty_tables(tables: Iterable[StoredTable]) -> None:
    """Delete the rows of these tables, which migrations made, in the transaction of the caller."""
    with connection.cursor() as cursor:
        for table in tables:
            name = connection.ops.quote_name(table.model._meta.db_table)
            # The name comes from the model.
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def check_deferred() -> None:
    """Check the constraints that wait for the end of the transaction. Raises IntegrityError."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
