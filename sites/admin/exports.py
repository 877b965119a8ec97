"""Protection of exported tables against formula injection in spreadsheet programs.

Every list and report of the Wagtail admin can be exported with ``?export=csv`` or ``xlsx``, so
Wagtail's own mixin is patched: no view can be forgotten.
"""

import codecs
import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from content.text.formulas import escape_formulas

ROWS_AT_A_TIME = 500
_preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value


def protect_exports() -> None:
    """Patch Wagtail so that every export of the admin goes through ``escape_formulas``.

    Called once, from ``ready()``.
    """
    SpreadsheetExportMixin.preprocess_field_value = _escape_field_value
    SpreadsheetExportMixin.stream_csv = _stream_csv


def _escape_field_value(
    view: SpreadsheetExportMixin, field: str, value: Any, export_format: str
) -> Any:
    value = _preprocess_field_value(view, field, value, export_format)
    return escape_formulas(value) if isinstance(value, str) else value


def _stream_csv(view: SpreadsheetExportMixin, queryset: QuerySet[Any]) -> Iterator[bytes]:
    """Yield a CSV table that begins with a byte order mark, with every field in quotes.

    Without the mark Excel reads Vietnamese as Windows-1252. Rows that the view has not read yet are
    read piece by piece, and none is kept: a table takes no more memory for being long.
    """
    yield codecs.BOM_UTF8
    fields = view.list_export
    writer = csv.DictWriter(Echo(), fieldnames=fields, quoting=csv.QUOTE_ALL)
    yield writer.writerow(
        {field: escape_formulas(view.get_heading(queryset, field)) for field in fields}
    )
    is_read = not isinstance(queryset, QuerySet) or queryset._result_cache is not None
    for item in queryset if is_read else queryset.iterator(chunk_size=ROWS_AT_A_TIME):
        yield view.write_csv_row(writer, view.to_row_dict(item))
