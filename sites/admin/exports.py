"""Protection of exported tables against formula injection in spreadsheet programs.

Every list and report of the Wagtail admin can be exported with ``?export=csv`` or ``xlsx``, so
Wagtail's own mixin is patched: no view can be forgotten. For the same reason no table takes more
memory for being long: its rows are read piece by piece, and none is kept.
"""

import codecs
import csv
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import QuerySet
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from content.text.formulas import escape_formulas

ROWS_AT_A_TIME = 500
_preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value
_write_xlsx_of = SpreadsheetExportMixin.write_xlsx


def protect_exports() -> None:
    """Patch Wagtail so that every export of the admin goes through ``escape_formulas``.

    Called once, from ``ready()``.
    """
    SpreadsheetExportMixin.preprocess_field_value = _escape_field_value
    SpreadsheetExportMixin.stream_csv = _stream_csv
    SpreadsheetExportMixin.write_xlsx = _write_xlsx
    SpreadsheetExportMixin.get_context_data = _get_context_data


def _get_context_data(view: SpreadsheetExportMixin, **kwargs: Any) -> dict[str, Any]:
    """Return the context of a list; of an export with its rows, of which none has been read.

    Wagtail counts what is not paged by reading all of it, for words that no table has.
    """
    get_context_data = super(SpreadsheetExportMixin, view).get_context_data
    rows = view.object_list
    if not (view.is_export and isinstance(rows, QuerySet)):
        return get_context_data(**kwargs)
    return get_context_data(object_list=rows.none()) | {"object_list": rows}


def _escape_field_value(
    view: SpreadsheetExportMixin, field: str, value: Any, export_format: str
) -> Any:
    value = _preprocess_field_value(view, field, value, export_format)
    return escape_formulas(value) if isinstance(value, str) else value


def _stream_csv(view: SpreadsheetExportMixin, queryset: QuerySet[Any]) -> Iterator[bytes]:
    """Yield a CSV table that begins with a byte order mark, with every field in quotes.

    Without the mark Excel reads Vietnamese as Windows-1252.
    """
    yield codecs.BOM_UTF8
    fields = view.list_export
    writer = csv.DictWriter(Echo(), fieldnames=fields, quoting=csv.QUOTE_ALL)
    yield writer.writerow(
        {field: escape_formulas(view.get_heading(queryset, field)) for field in fields}
    )
    for item in _UnreadRows(queryset):
        yield view.write_csv_row(writer, view.to_row_dict(item))


def _write_xlsx(view: SpreadsheetExportMixin, queryset: QuerySet[Any], output: IO[bytes]) -> None:
    """Write a workbook, whose own writer keeps no row either: openpyxl has them in a file."""
    _write_xlsx_of(view, _UnreadRows(queryset), output)


class _UnreadRows:
    """The rows of a table, read piece by piece as they are written.

    What a view has read already, or put together itself, is taken as it is.
    """

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.queryset = queryset
        # Wagtail's headings ask for it.
        self.model = getattr(queryset, "model", None)

    def __iter__(self) -> Iterator[Any]:
        rows = self.queryset
        if not isinstance(rows, QuerySet) or rows._result_cache is not None:
            return iter(rows)
        return rows.iterator(chunk_size=ROWS_AT_A_TIME)
