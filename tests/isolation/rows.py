"""What the database holds, to be compared before and after a request."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.models import Model

# Model label → primary key → values in the order of the columns.
Rows = dict[str, dict[object, tuple]]
Keys = dict[str, set[object]]

# Whoever asks has a session, and the others follow from what other tables hold.
NOBODYS = {
    "sessions.Session",
    "wagtailsearch.SQLiteFTSIndexEntry",
    "agencies.CacheVersion",
    "agencies.EdgePurge",
    "search.SearchEntry",
    # That somebody was refused again and again is about whoever asks.
    "accounts.SecurityEvent",
}
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


def list_tables() -> dict[str, type[Model]]:
    """Return all models of the database by their table."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: model
        for model in models
        if model._meta.managed and not model._meta.proxy and model._meta.label not in NOBODYS
    }


def read(models: Iterable[type[Model]]) -> Rows:
    return {model._meta.label: _read(model) for model in models}


def _read(model: type[Model]) -> dict[object, tuple]:
    fields = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.order_by().values_list("pk", *fields)
    return {pk: tuple(map(repr, values)) for pk, *values in rows}


def list_keys(rows: Rows) -> Keys:
    return {label: set(found) for label, found in rows.items()}


def list_added(before: Keys, after: Keys) -> Keys:
    return {label: found - before.get(label, set()) for label, found in after.items()}


@contextmanager
def collect_written_tables() -> Iterator[set[str]]:
    """Collect the tables that are written to inside the block."""
    written: set[str] = set()

    def watch(execute, sql, params, many, context):
        match = WRITES.match(sql)
        if match:
            written.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written
