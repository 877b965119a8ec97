"""Copies in bulk of what services have written, by one statement for each table.

What is to be copied is written by services, once; ``record`` notes which rows these were. All
columns of the copies are those of the originals, but for keys, which are shifted, and for a word,
which becomes another one in every copy, wherever it is written. So whatever a service fills is
filled in the copies too, and a column added later needs nothing here.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from content.text.folding import fold_text

# Rows that are no content: who is signed in, what is queued, what is told to edges.
LEFT_OUT = frozenset(
    {
        "agencies_cacheversion",
        "agencies_edgepurge",
        "auth_permission",
        "django_content_type",
        "django_session",
        "django_tasks_database_dbtaskresult",
        "search_vocabulary",
    }
)
# Columns that hold the key of another table's row without saying so.
UNDECLARED = {
    ("search_searchentry", "bulletin_id"): "bulletins_bulletin",
    ("members_auditentry", "revision_id"): "wagtailcore_revision",
}
# Numbers of many kinds of rows, with the column that says of which.
GENERIC = {"object_id": "content_type_id", "to_object_id": "to_content_type_id"}
SHIFTED_UUIDS = frozenset({"translation_key", "uuid"})


@dataclass
class Original:
    """The rows that services have written: for each table their keys are in (first, last].

    ``word`` stands in names, slugs and hosts of the original, and nowhere else; ``folded`` is the
    same without accents and capitals, which is how it is looked for. ``transactions``: the numbers
    of those that wrote it, the last one excluded.
    """

    word: str
    first: Mapping[str, int]
    last: Mapping[str, int] = field(default_factory=dict)
    transactions: tuple[int, int] = (0, 0)

    @property
    def folded(self) -> str:
        """The word as slugs, hosts and the index have it."""
        return fold_text(self.word)

    def get_span(self, table: str) -> int:
        """Return by how much the keys of a table are shifted from copy to copy."""
        return self.last[table] - self.first[table]


@dataclass(frozen=True)
class Table:
    """A table and, by column, the tables that its foreign keys name; ``root`` gives the keys."""

    name: str
    key: str
    root: str
    has_numbers: bool
    columns: Mapping[str, str]
    foreign: Mapping[str, str]


@contextmanager
def record(word: str) -> Iterator[Original]:
    """Note what is written inside the block, which is one transaction, with ``word`` in it."""
    original = Original(word, _get_last_keys())
    with transaction.atomic():
        first = _get_transaction()
        yield original
    # Savepoints have numbers of their own, after that of their transaction.
    original.transactions = first, _get_transaction()
    original.last = _get_last_keys()


def _get_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return cursor.fetchone()[0]


def copy(original: Original, numbers: Collection[int], changes: Mapping[str, str]) -> None:
    """Add the copies with these numbers, counted from 1, in a transaction.

    A table ``copies`` has a row for each with ``number``, ``word``, ``folded`` and whatever
    ``changes`` uses: SQL for the value of a column, by ``table.column``, where ``o`` is the
    original and ``c`` the row of ``copies``.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table in list_tables():
            pairs = [
                (name, changes.get(f"{table.name}.{name}") or _shift(original, table, name, kind))
                for name, kind in table.columns.items()
            ]
            names = ", ".join(f'"{name}"' for name, _sql in pairs)
            values = ", ".join(sql for _name, sql in pairs)
            cursor.execute(
                f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{table.name}" o'  # noqa: S608
                f" JOIN copies c ON c.number = ANY(%s) WHERE {_get_condition(original, table)}",
                [list(numbers)],
            )


def set_sequences() -> None:
    """Let new rows be numbered after the copies."""
    with connection.cursor() as cursor:
        for table in list_tables():
            if table.has_numbers and table.root == table.name:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), max(m)) FROM"  # noqa: S608
                    f' (SELECT 1 AS m UNION ALL SELECT max("{table.key}") FROM "{table.name}") one',
                    [f'"{table.name}"', table.key],
                )


_tables: list[Table] = []


def list_tables() -> list[Table]:
    """Return the tables of all models, with those of many-to-many relations."""
    if not _tables:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                " WHERE table_schema = 'public' AND is_generated = 'NEVER'"
                " ORDER BY table_name, ordinal_position"
            )
            columns: dict[str, dict[str, str]] = {}
            for table, column, kind in cursor.fetchall():
                columns.setdefault(table, {})[column] = kind
        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            known = options.proxy or not options.managed or options.db_table in LEFT_OUT
            if not known and options.db_table in columns:
                _tables.append(_describe(model, columns[options.db_table]))
    return _tables


def _describe(model: type[models.Model], columns: Mapping[str, str]) -> Table:
    table = model._meta.db_table
    foreign = {
        one.column: _get_root(one.related_model)._meta.db_table
        for one in model._meta.local_fields
        if one.remote_field and one.column
    }
    foreign |= {column: to for (name, column), to in UNDECLARED.items() if name == table}
    key = model._meta.pk.column
    root = _get_root(model)
    numbers = columns[key] in ("bigint", "integer")
    return Table(table, key, root._meta.db_table, numbers, columns, foreign)


def _get_root(model: type[models.Model]) -> type[models.Model]:
    """Return the model whose keys this one has: of a page, ``Page``."""
    key = model._meta.pk
    return _get_root(key.related_model) if key.remote_field else model


def _get_last_keys() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in list_tables():
            if table.has_numbers and table.root == table.name:
                cursor.execute(f'SELECT coalesce(max("{table.key}"), 0) FROM "{table.name}"')  # noqa: S608
                found[table.name] = cursor.fetchone()[0]
    return found


def _get_condition(original: Original, table: Table) -> str:
    if table.has_numbers and table.root in original.first:
        first, last = original.first[table.root], original.last[table.root]
        return f'o."{table.key}" > {first} AND o."{table.key}" <= {last}'
    # Rows without numbers are those that the transaction has written.
    first, last = original.transactions
    return f"o.xmin::text::bigint >= {first} AND o.xmin::text::bigint < {last}"


def _shift(original: Original, table: Table, column: str, kind: str) -> str:
    """Return the SQL of a column's value in a copy."""
    value = f'o."{column}"'
    to = table.root if column == table.key else table.foreign.get(column)
    if kind in ("bigint", "integer") and to in original.first:
        return _shift_number(original, to, value)
    if column in GENERIC and GENERIC[column] in table.columns:
        return _shift_generic(original, value, f'o."{GENERIC[column]}"', kind)
    if kind == "uuid" and (to or column in SHIFTED_UUIDS):
        return f"md5({value}::text || c.number)::uuid"
    if kind in ("text", "character varying", "jsonb", "tsvector"):
        word, folded = original.word, original.folded
        text = f"replace(replace({value}::text, '{word}', c.word), '{folded}', c.folded)"
        # What has not the word is copied as it is, which is quicker.
        has = " OR ".join(f"position('{one}' IN {value}::text) > 0" for one in (word, folded))
        return f"CASE WHEN {has} THEN ({text})::{kind} ELSE {value} END"
    return value


def _shift_number(original: Original, to: str, value: str) -> str:
    first, last, span = original.first[to], original.last[to], original.get_span(to)
    return (
        f"CASE WHEN {value} > {first} AND {value} <= {last}"
        f" THEN {value} + c.number * {span} ELSE {value} END"
    )


def _shift_generic(original: Original, value: str, sort: str, kind: str) -> str:
    """Shift the key of a row whose table is that of a content type, which ``sort`` says."""
    roots: dict[str, list[int]] = {}
    for content_type in ContentType.objects.all():
        model = content_type.model_class()
        if model and _get_root(model)._meta.db_table in original.first:
            roots.setdefault(_get_root(model)._meta.db_table, []).append(content_type.pk)
    cases = " ".join(
        f"WHEN {sort} IN ({', '.join(map(str, keys))})"
        f" THEN ({_shift_number(original, table, f'{value}::bigint')})::{kind}"
        for table, keys in roots.items()
        if original.get_span(table)
    )
    return f"CASE {cases} ELSE {value} END" if cases else value
