"""Protection of exported tables against formula injection in spreadsheet programs.

Every list and report of the Wagtail admin can be exported with ``?export=csv`` or ``xlsx``, so
Wagtail's own mixin is patched: no view can be forgotten.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

# Characters that begin a formula (https://owasp.org/www-community/attacks/CSV_Injection), with
# their full-width and small forms, which Excel treats alike in East Asian settings.
_FORMULA_STARTS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
# Where a spreadsheet may begin a cell: at the start, and after a separator. Where semicolons
# separate, as with Vietnamese settings, the quotes around a field that follows a comma mean
# nothing, so semicolons, tabs and line breaks inside the field separate too. Then come characters
# that a program may strip from the beginning of a cell: quotes, spaces, invisible ones. The
# possessive ``*+`` prevents backtracking, so that the time taken is linear.
_BEGINNINGS = re.compile(
    r"(?:^|[;\t\n\r\x85\u2028\u2029])"
    r"[;\s\"“”{\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*+"
)
# Characters that XML 1.0 does not allow; XLSX cannot be written with them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value


def escape_formulas(value: str) -> str:
    """Return ``value`` with an apostrophe before each character that would begin a formula.

    That is at its beginning, and after each semicolon, tab and line break in it. Control
    characters that XML 1.0 does not allow are removed.
    """
    return _BEGINNINGS.sub(_close, _CONTROLS.sub("", value))


def protect_exports() -> None:
    """Patch Wagtail so that every export of the admin goes through ``escape_formulas``.

    Called once, from ``ready()``.
    """
    SpreadsheetExportMixin.preprocess_field_value = _escape_field_value
    SpreadsheetExportMixin.stream_csv = _stream_csv


def _close(beginning: re.Match[str]) -> str:
    following = beginning.string[beginning.end() : beginning.end() + 1]
    return f"{beginning[0]}'" if following in _FORMULA_STARTS else beginning[0]


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
    for item in queryset:
        yield view.write_csv_row(writer, view.to_row_dict(item))
