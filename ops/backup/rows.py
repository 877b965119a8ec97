"""Rows of tables as lines of JSON that are the same for PostgreSQL and SQLite.

Rows are read and written below Django's models: what a field makes of its value when it is read,
and what receivers do when it is saved, has happened already. Tables are read by their primary key,
piece by piece, and written with COPY on PostgreSQL, so memory stays the same for any table.
"""

import gzip
import io
import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import IO, Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, models

from ops.backup.errors import BackupError
from ops.backup.streams import Readable
from ops.database.postgresql.base import waiting_without_limit

BATCH = 2000

# The kinds of values, by what Django calls the types of fields.
_KINDS = {
    "AutoField": "int",
    "BigAutoField": "int",
    "BigIntegerField": "int",
    "BooleanField": "bool",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "datetime",
    "FileField": "text",
    "FloatField": "float",
    "GenericIPAddressField": "text",
    "IntegerField": "int",
    "JSONField": "json",
    "PositiveBigIntegerField": "int",
    "PositiveIntegerField": "int",
    "PositiveSmallIntegerField": "int",
    "SlugField": "text",
    "SmallAutoField": "int",
    "SmallIntegerField": "int",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "uuid",
}


class Column(NamedTuple):
    """A column of a table, and the kind of its values."""

    name: str
    kind: str


def list_columns(model: type[models.Model]) -> list[Column]:
    """Return the columns of a model's own table, without those that the database fills itself.

    Raises BackupError for a field of a type that no kind is known for.
    """
    return [
        Column(str(field.column), _get_kind(field))
        for field in model._meta.local_concrete_fields
        if not field.generated
    ]


def write_rows(
    model: type[models.Model],
    file: IO[bytes],
    watched: Collection[str],
    seen: set[str],
    *,
    keys: Collection[Any] | None = None,
    columns: list[Column] | None = None,
) -> int:
    """Write the rows of a model's table into ``file``, compressed; returns how many.

    The first line lists the columns. The texts in the columns ``watched``, unless they are empty,
    are added to ``seen``. ``keys``: primary keys of the rows to write, by default all; ``columns``:
    those to write, by default all.
    """
    columns = columns or list_columns(model)
    places = [place for place, column in enumerate(columns) if column.name in watched]
    count = 0
    with (
        gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as lines,
    ):
        lines.write(f"{json.dumps(columns)}\n")
        for row in _iter_rows(model, columns, keys):
            lines.write(f"{json.dumps(row, ensure_ascii=False)}\n")
            seen.update(row[place] for place in places if row[place])
            count += 1
    return count


@dataclass
class Allowance:
    """How many bytes of rows may still be read: a small file can unpack to any number."""

    left: int


def read_rows(
    file: Readable, allowance: Allowance | None = None
) -> tuple[list[Column], Iterator[list[Any]]]:
    """Return the columns and an iterator over the rows that ``write_rows`` has written.

    ``allowance`` falls while they are read; None: there is no limit. Both raise BackupError where
    ``file`` is not what ``write_rows`` writes, or has more than is allowed.
    """
    lines = _iter_lines(file, allowance)
    try:
        columns = [Column(*column) for column in json.loads(next(lines, "[]"))]
    except (TypeError, ValueError) as error:
        raise BackupError("The backup is damaged: rows have no columns.") from error
    return columns, _iter_values(lines)


def _iter_values(lines: Iterator[str]) -> Iterator[list[Any]]:
    try:
        yield from map(json.loads, lines)
    except (RecursionError, ValueError) as error:
        raise BackupError(f"The backup is damaged: a row cannot be read ({error}).") from error


def _iter_lines(file: Readable, allowance: Allowance | None) -> Iterator[str]:
    # It only reads on.
    packed = gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[call-overload]
    try:
        while line := packed.readline(allowance.left + 1 if allowance else -1):
            if allowance:
                allowance.left -= len(line)
                if allowance.left < 0:
                    raise BackupError("The rows are longer than any that are written.")
            yield line.decode()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BackupError(f"The backup is damaged: rows cannot be read ({error}).") from error


def load_rows(model: type[models.Model], file: Readable) -> int:
    """Insert the rows that ``write_rows`` has written into the model's table; returns how many.

    Raises as ``read_rows`` and ``insert_rows`` do.
    """
    columns, rows = read_rows(file)
    return insert_rows(model, columns, rows)


def insert_rows(model: type[models.Model], columns: list[Column], rows: Iterator[list[Any]]) -> int:
    """Insert rows into the model's table, which has these columns; returns how many.

    Raises BackupError if the table has other columns or the database refuses a row, and
    OperationalError if the database does not work, for instance because its disk is full.
    """
    label = model._meta.label
    if set(columns) != set(list_columns(model)):
        raise BackupError(f"The rows of {label} are those of another version.")
    insert = _copy if connection.vendor == "postgresql" else _insert
    count = 0
    while batch := list(islice(rows, BATCH)):
        try:
            insert(model._meta.db_table, columns, batch)
        except OperationalError:
            raise
        except (DatabaseError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise BackupError(
                f"{label}, rows {count + 1} to {count + len(batch)}: the database refuses them: "
                f"{reason}."
            ) from error
        count += len(batch)
    return count


def allocate_keys(model: type[models.Model], count: int) -> list[int]:
    """Return ``count`` primary keys that no row of the table has or will be given.

    In a transaction that holds the lock of writers on SQLite, as all of Django's do.
    """
    table, pk = model._meta.db_table, _get_pk(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', pk.column, count],
            )
            return [row[0] for row in cursor.fetchall()]
    last = get_sequence(model) or 0
    return list(range(last + 1, last + count + 1))


def get_sequence(model: type[models.Model]) -> int | None:
    """Return the last number that the database gave to a row of the table; None if it gives none.

    It may be that of a row deleted long ago, whose number must not be given again: the journal
    names it.
    """
    pk = model._meta.pk
    if not isinstance(pk, models.AutoField):
        return None
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [f'"{table}"', pk.column],
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    return (found and found[0]) or 0


def set_sequence(model: type[models.Model], last: int | None) -> None:
    """Make the database go on after ``last`` in numbering the rows of the table."""
    pk = model._meta.pk
    if not last or not isinstance(pk, models.AutoField):
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [f'"{table}"', pk.column, last],
            )
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _get_kind(field: models.Field[Any, Any]) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    try:
        return _KINDS[field.get_internal_type()]
    except KeyError:
        raise BackupError(f"Backups do not know the type of {field}.") from None


def _iter_rows(
    model: type[models.Model], columns: list[Column], keys: Collection[Any] | None
) -> Iterator[list[Any]]:
    """Yield the rows with these primary keys, or all in the order of theirs, a batch at a time."""
    kinds = [column.kind for column in columns]
    batches = _select_all(model, columns) if keys is None else _select(model, columns, keys)
    for rows in batches:
        for row in rows:
            yield [_encode(kind, value) for kind, value in zip(kinds, row, strict=True)]


def _select_all(model: type[models.Model], columns: list[Column]) -> Iterator[list[Any]]:
    pk = _get_pk(model)
    place = [column.name for column in columns].index(str(pk.column))
    name = connection.ops.quote_name(str(pk.column))
    where = ""
    parameters: list[Any] = []
    while True:
        rows = _fetch(model, columns, f"{where} ORDER BY {name} LIMIT {BATCH}", parameters)
        yield rows
        if len(rows) < BATCH:
            return
        where, parameters = f"WHERE {name} > %s", [rows[-1][place]]


def _select(
    model: type[models.Model], columns: list[Column], keys: Collection[Any]
) -> Iterator[list[Any]]:
    pk = _get_pk(model)
    name = connection.ops.quote_name(str(pk.column))
    stored = iter(sorted(pk.get_db_prep_value(key, connection) for key in keys))
    # SQLite takes no more than some hundred parameters in its older versions.
    while batch := list(islice(stored, 500)):
        places = ", ".join(["%s"] * len(batch))
        yield _fetch(model, columns, f"WHERE {name} IN ({places}) ORDER BY {name}", batch)


def _fetch(
    model: type[models.Model], columns: list[Column], rest: str, parameters: list[Any]
) -> list[Any]:
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    with connection.cursor() as cursor:
        # Names come from the models.
        cursor.execute(
            f"SELECT {names} FROM {quote(model._meta.db_table)} {rest}",  # noqa: S608
            parameters,
        )
        return list(cursor.fetchall())


def _get_pk(model: type[models.Model]) -> models.Field[Any, Any]:
    assert model._meta.pk is not None  # noqa: S101
    return model._meta.pk


def _encode(kind: str, value: Any) -> Any:
    """Return a value of the database as JSON holds it, the same for both databases."""
    if value is None:
        return None
    match kind:
        case "bool":
            return bool(value)
        case "datetime":
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
            # SQLite stores moments in UTC without saying so.
            return (
                (moment.astimezone(UTC) if moment.tzinfo else moment)
                .replace(tzinfo=UTC)
                .isoformat()
            )
        case "date" | "time":
            return value if isinstance(value, str) else value.isoformat()
        case "uuid":
            return str(value if isinstance(value, UUID) else UUID(value))
    return value


def _copy(table: str, columns: list[Column], rows: list[list[Any]]) -> None:
    """Insert rows by PostgreSQL's COPY, in its form of CSV."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    text = io.StringIO("".join(f"{','.join(map(_quote_csv, row))}\n" for row in rows))
    with connection.cursor() as cursor, waiting_without_limit():
        # The cursor of the driver: Django's has no COPY.
        cursor.cursor.copy_expert(
            f"COPY {quote(table)} ({names}) FROM STDIN WITH (FORMAT csv)", text
        )


def _quote_csv(value: Any) -> str:
    """Return a value as COPY reads it: nothing between commas is NULL, quoted is a text."""
    if value is None:
        return ""
    text = str(value)
    if "\0" in text:
        raise ValueError("a text holds the character U+0000, which PostgreSQL does not store")
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


def _insert(table: str, columns: list[Column], rows: list[list[Any]]) -> None:
    """Insert rows one by one, as SQLite takes them."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    values = [
        [_decode(kind, value) for (_, kind), value in zip(columns, row, strict=True)]
        for row in rows
    ]
    with connection.cursor() as cursor:
        # Names come from the models.
        cursor.executemany(
            f"INSERT INTO {quote(table)} ({names}) VALUES ({places})",  # noqa: S608
            values,
        )


def _decode(kind: str, value: Any) -> Any:
    """Return a value as Django stores it in SQLite."""
    if value is None:
        return None
    match kind:
        case "datetime":
            return str(datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None))
        case "date":
            return str(date.fromisoformat(value))
        case "time":
            return str(time.fromisoformat(value))
        case "uuid":
            return UUID(value).hex
    return value
