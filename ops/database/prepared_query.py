"""Queries whose SQL is written once, and which are then run with other values.

Django takes longer to write the SQL of a large query than PostgreSQL to answer it, and writes it
anew each time. A function with ``prepared_query`` is called once for each form of its arguments,
with a ``Parameter`` in the place of every value. The SQL that comes of it is held in the process.
See docs/decisions/0059-sql-is-written-once.md.
"""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, update_wrapper
from typing import Any, Generic, NamedTuple, NoReturn, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    Model,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler

# Forms of one query that are held; those used last.
MOST_FORMS = 128
# What values may be, the narrower type first: a datetime is a date too.
_FIELDS: dict[type, type[Field]] = {
    int: BigIntegerField,
    str: CharField,
    datetime: DateTimeField,
    date: DateField,
    UUID: UUIDField,
}

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Constant:
    """The form of a value that stays as it is. With its type, because 0 and False are equal."""

    kind: type
    value: Hashable


# The form of a value, and that of an argument: of a list, the forms of its items.
ValueForm = type[Field] | Constant
Form = ValueForm | tuple[ValueForm, ...]


class Parameter(Value):
    """Stands for a value in a query that is prepared. It can be compared with, and no more.

    To put it into a text raises TypeError: the text would be held for all values.
    """

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(None, output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return a placeholder; the parameter itself stands for its value."""
        return "%s", (self,)

    def adapt(self, value: Any, connection: Any) -> Any:
        """Return a value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection=connection)

    def __str__(self) -> NoReturn:
        raise TypeError(f"The value of {self.name} is not known while its query is prepared.")


class _Written(NamedTuple):
    """SQL as Django wrote it, with a ``Parameter`` in the place of each value."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]


class _BoundQuery:
    """What a QuerySet needs of its query in order to be read."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.compiler = compiler

    def get_compiler(self, *_arguments: object, **_options: object) -> SQLCompiler:
        return self.compiler


class PreparedQuery(Generic[Row]):
    """A query that Django writes once. Call it to get its rows, as a list.

    Arguments by position are part of the form: the SQL is written for each anew. Those by name are
    values: numbers, texts, times, dates, UUIDs, and lists of them. What is True or counts as False
    (None, "", 0) stays as it is, and a list has as many parameters as it has items: so whether a
    value is there may be asked.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._write = lru_cache(maxsize=MOST_FORMS)(self._write_form)
        update_wrapper(self, build)

    def __call__(self, *fixed: Hashable, **values: Any) -> list[Row]:
        """Return the rows of the query with these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        written, parameters = self._bind(connection, fixed, values)
        compiler = copy(written.compiler)
        vars(compiler).update(
            connection=connection, as_sql=lambda *_args, **_options: (written.sql, parameters)
        )
        query: Any = _BoundQuery(compiler)
        queryset = type(written.queryset)(written.queryset.model, query, DEFAULT_DB_ALIAS)
        return list(queryset)

    def count(self, *fixed: Hashable, **values: Any) -> int:
        """Return the number of rows of the query with these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        written, parameters = self._bind(connection, fixed, values)
        if not written.sql:
            return 0
        with connection.cursor() as cursor:
            # Django has written the statement, and values are parameters.
            cursor.execute(f"SELECT COUNT(*) FROM ({written.sql}) AS found", parameters)  # noqa: S608
            return int(cursor.fetchone()[0])

    def _bind(
        self, connection: Any, fixed: tuple[Hashable, ...], values: dict[str, Any]
    ) -> tuple[_Written, tuple[Any, ...]]:
        forms = tuple((name, _get_form(value)) for name, value in values.items())
        written: _Written = self._write(connection.vendor, fixed, forms)
        known = dict(values)
        for name, items in values.items():
            if isinstance(items, _LISTS):
                known |= {_name_item(name, place): item for place, item in enumerate(items)}
        return written, tuple(
            one.adapt(known[one.name], connection) if isinstance(one, Parameter) else one
            for one in written.parameters
        )

    def _write_form(
        self, _vendor: str, fixed: tuple[Hashable, ...], forms: tuple[tuple[str, Form], ...]
    ) -> _Written:
        arguments = {name: _make_argument(name, form) for name, form in forms}
        queryset = self._build(*fixed, **arguments)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            sql, parameters = "", ()
        return _Written(queryset, compiler, sql, tuple(parameters))


def prepared_query(build: Callable[..., QuerySet[Row]]) -> PreparedQuery[Row]:
    """Prepare the query that a function returns; a decorator."""
    return PreparedQuery(build)


_LISTS = (list, tuple)


def _get_form(argument: Any) -> Form:
    if isinstance(argument, _LISTS):
        return tuple(map(_get_value_form, argument))
    return _get_value_form(argument)


def _get_value_form(value: Any) -> ValueForm:
    if value is True or not value:
        return Constant(type(value), value)
    for kind, field in _FIELDS.items():
        if isinstance(value, kind):
            return field
    raise TypeError(f"{type(value).__name__} is no value of a query: hand it over by position.")


def _make_argument(name: str, form: Form) -> Any:
    if isinstance(form, tuple):
        return [_make_value(_name_item(name, place), one) for place, one in enumerate(form)]
    return _make_value(name, form)


def _make_value(name: str, form: ValueForm) -> Any:
    return form.value if isinstance(form, Constant) else Parameter(name, form())


def _name_item(name: str, place: int) -> str:
    return f"{name} {place}"
