"""Comparison of the tables with the migrations of the source."""

import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import Error
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ops.database.outages import is_outage


def list_unapplied_migrations() -> list[str]:
    """Return the migrations of the source that the database lacks, as ``app.name``, sorted.

    All of them where it was never migrated. Costs one query. The migrations themselves are not
    imported, which takes seconds. Raises django.db.Error if the database does not answer.
    """
    try:
        applied = {*MigrationRecorder.Migration.objects.values_list("app", "name")}
    except Error as error:
        if is_outage(error):
            raise
        applied = set()
    return sorted(f"{app}.{name}" for app, name in _list_known() if (app, name) not in applied)


@cache
def _list_known() -> list[tuple[str, str]]:
    known = []
    for config in apps.get_app_configs():
        module, _is_explicit = MigrationLoader.migrations_module(config.label)
        try:
            package = import_module(module) if module else None
        except ModuleNotFoundError:
            continue
        if package is not None and hasattr(package, "__path__"):
            names = (found.name for found in pkgutil.iter_modules(package.__path__))
            known += [(config.label, name) for name in names if name[0] not in "_~"]
    return known
