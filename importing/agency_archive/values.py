"""The rows of one table in the file of an agency, checked against the declared list."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from wagtail.fields import StreamField

from importing.agency_archive.tables import EDITION, TABLES, list_travelling
from ops.backup.errors import BackupError
from ops.backup.rows import Column, list_columns

Record = dict[str, Any]
Model = type[models.Model]
# Of the columns with whole numbers in either database.
_MOST = 2**63 - 1
# Programs fail at the ends of the calendar.
_YEARS = range(1800, 2201)
# All other moments have passed.
_APPOINTMENTS = frozenset(("go_live_at", "expire_at"))
# The clock of another installation may be fast.
_TOLERANCE = timedelta(hours=1)


def read_records(
    model: Model, columns: list[Column], rows: Iterable[Any], edition: int
) -> list[Record]:
    """Return the rows of a declared table, with the declared columns alone.

    ``edition``: of the list by which the file was written. Raises BackupError if a column is
    missing or not declared, or if a value is none of its column.
    """
    label = model._meta.label_lower
    _check_columns(model, columns, edition)
    fields = {str(field.column): field for field in model._meta.local_concrete_fields}
    declared = TABLES[label].columns
    records = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(columns):
            raise BackupError(f"{label}, row {number}: it does not fit its columns.")
        record = {}
        for column, value in zip(columns, row, strict=True):
            if column.name in declared:
                if problem := _find_problem(fields[column.name], column.kind, value):
                    raise BackupError(f"{label}, column {column.name}, row {number}: {problem}.")
                record[column.name] = value
        records.append(record)
    return records


def _check_columns(model: Model, columns: list[Column], edition: int) -> None:
    label = model._meta.label_lower
    names = [column.name for column in columns]
    # 1.1.0 wrote all columns. Those that stay are not read.
    known = list_travelling(model) if edition == EDITION else list_columns(model)
    for column in columns:
        if column not in known or names.count(column.name) > 1:
            raise BackupError(
                f"{label} has the column {column.name}, which does not come with a website."
            )
    missing = [column.name for column in list_travelling(model) if column.name not in names]
    if missing:
        raise BackupError(f"{label} lacks the column {missing[0]}.")


def _find_problem(field: models.Field[Any, Any], kind: str, value: Any) -> str:
    """Return the reason, in words, against a value in a column; empty for none."""
    if value is None:
        return "" if field.null else "a value is missing"
    if not _is_of_kind(kind, value):
        return f"{_quote(value)} is no {kind}"
    if isinstance(value, str) and not _is_storable(value):
        return "a text holds the character U+0000 or half a character"
    if field.choices and value not in dict(field.flatchoices) and value != "":
        return f"{_quote(value)} is none of the values to choose from"
    match kind:
        case "text" | "int":
            return _find_refusal(field, value)
        case "json":
            return _find_fault_of_json(field, value)
        case "datetime" if field.name not in _APPOINTMENTS:
            is_past = datetime.fromisoformat(value) <= timezone.now() + _TOLERANCE
            return "" if is_past else f"{_quote(value)} has not come yet"
    return ""


def _find_refusal(field: models.Field[Any, Any], value: Any) -> str:
    """Return the reason for which a form would refuse a value, such as a link; empty for none.

    ``FileExaminer`` examines the files themselves.
    """
    if field.is_relation or isinstance(field, models.FileField) or value in field.empty_values:
        return ""
    # Messages on the command line are in English.
    with translation.override("en"):
        try:
            field.run_validators(value)
        except ValidationError as error:
            return f"{_quote(value)}: {' '.join(error.messages).rstrip('.')}"
    return ""


def _find_fault_of_json(field: models.Field[Any, Any], value: Any) -> str:
    try:
        content = json.loads(value)
    except (RecursionError, ValueError):
        return f"{_quote(value)} is no JSON"
    # Blocks and fields read streams and versions, and refuse other forms.
    if isinstance(field, StreamField) or not field.has_default():
        return ""
    texts = content.values() if isinstance(content, dict) else content
    if type(content) is type(field.get_default()) and all(isinstance(one, str) for one in texts):
        return ""
    return f"{_quote(value)} has another form than this column"


def _is_storable(text: str) -> bool:
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _is_of_kind(kind: str, value: Any) -> bool:
    match kind:
        case "int":
            return type(value) is int and abs(value) <= _MOST
        case "bool":
            return isinstance(value, bool)
        case "float":
            return type(value) in {int, float}
    return isinstance(value, str) and (kind in {"text", "json"} or _is_written_so(kind, value))


def _is_written_so(kind: str, value: str) -> bool:
    """Return whether a text is a day, a time, a moment or a key, as an export writes it."""
    try:
        match kind:
            case "date":
                return date.fromisoformat(value).year in _YEARS
            case "datetime":
                moment = datetime.fromisoformat(value)
                return moment.tzinfo is not None and moment.year in _YEARS
            case "time":
                return time.fromisoformat(value).tzinfo is None
            case "uuid":
                return str(UUID(value)) == value
    except ValueError:
        pass
    return False


def _quote(value: Any) -> str:
    return repr(str(value)[:60])
