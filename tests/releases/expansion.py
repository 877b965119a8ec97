"""Whether the processes of the last release go on working while ``migrate`` brings the next one.

Between ``migrate`` and the restart, old code meets the new tables. It reads on where tables and
columns are only added, and writes on where the database itself fills a column that old code does
not know: one that may be empty, or that has a ``db_default``. Everything else makes some request
fail, and is listed here with what it is that fails; docs/features/upgrades.md says what an operator
does about it. What contracts (RemoveField, DeleteModel) belongs into the release after the one
whose code no longer asks for it.
"""

import json
from pathlib import Path

from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.releases.installation import list_releases
from tests.releases.migrations import KEPT, get_digests

HARMLESS = (
    migrations.AlterModelManagers,
    migrations.AlterModelOptions,
    migrations.CreateModel,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    # Writers wait while it is built; readers do not.
    migrations.AddIndex,
)

# By migration and operation since the last release, what fails or why nothing does. Such as
# "content.0002_name_the_roots: RunPython": "two UPDATEs of one row".
EXCEPTIONS: dict[str, str] = {
    "agencies.0015_waiting_translations_return: RunPython": (
        "nothing: to old code each waiting translation has a draft, and stays away until the next "
        "publication of its source"
    ),
    "reorganisation.0001_initial: RunPython": (
        "nothing: old code makes the content types again that it misses; "
        "reorganisation.services.former_entries sees to what it wrote with them"
    ),
}


def list_breaking_operations() -> list[str]:
    """Return the operations of our apps since the last release that old code may stumble over."""
    released = json.loads((list_releases()[-1] / KEPT).read_text())
    labels = {app.name: app.label for app in apps.get_app_configs()}
    new = {
        (labels[Path(path).parts[0]], Path(path).stem)
        for path in get_digests()
        if path not in released
    }
    loader = MigrationLoader(connection)
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    state, found = ProjectState(), set()
    young: set[tuple[str, str]] = set()
    for key in dict.fromkeys(plan):
        for operation in loader.graph.nodes[key].operations:
            before = state.clone()
            operation.state_forwards(key[0], state)
            if key not in new:
                continue
            if isinstance(operation, migrations.CreateModel):
                young.add((key[0], operation.name_lower))
            elif may_break(operation, key[0], before, state, young):
                found.add(describe(key, operation))
    return sorted(found)


def may_break(operation, app, before, after, young) -> bool:
    """Return whether old code may stumble over an operation.

    ``before`` and ``after`` are the states around it; ``young`` are tables that old code does not
    know.
    """
    model = (app, getattr(operation, "model_name", "").lower())
    if isinstance(operation, HARMLESS) or model in young:
        return False
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        # What only the state forgets, the database keeps.
        return bool(operation.database_operations)
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return not (field.null or field.many_to_many or field.has_db_default())
    if isinstance(operation, migrations.AlterField):
        columns = [
            _describe_column(state.models[model].fields[operation.name])
            for state in (before, after)
        ]
        return columns[0] != columns[1]
    return True


def describe(key, operation) -> str:
    """Return the words by which an operation is listed in ``EXCEPTIONS``."""
    names = [getattr(operation, "model_name", ""), getattr(operation, "name", "")]
    if isinstance(operation, migrations.AddConstraint):
        names.pop()
    return f"{'.'.join(key)}: {type(operation).__name__} {'.'.join(filter(None, names))}".strip()


def _describe_column(field):
    relation = isinstance(field, models.ForeignKey)
    return (
        type(field),
        getattr(field, "max_length", None),
        field.null,
        field.unique,
        relation and field.remote_field.model,
    )
