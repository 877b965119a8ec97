"""Tables to take away, which no spreadsheet program can mistake for instructions.

Every list and report of Wagtail's can be asked for ``?export=csv`` or ``xlsx``, so the rule is put
into Wagtail's own mixin: no screen can be forgotten.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

# What begins a formula (https://owasp.org/www-community/attacks/CSV_Injection), with the forms of
# full width and the small ones, which Excel takes for the same in East Asian settings.
_FORMULA_STARTS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
# Where a spreadsheet may begin a cell: at the start, and after what it splits at. Where semicolons
# split, as in Vietnamese settings, the quotes around a field that has a comma before it mean
# nothing, so that semicolons, tabs and line breaks inside of it split too. What a program may take
# away from the beginning of a cell follows: quotes, spaces, what is invisible. The last ``+`` lets
# nothing be tried twice, so that the time taken is linear.
_BEGINNINGS = re.compile(
    r"(?:^|[;\t\n\r\x85\u2028\u2029])"
    r"[;\s\"“”{\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*+"
)
# What XML 1.0 has no place for; XLSX cannot be written with it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_preprocess_field_value = SpreadsheetExportMixin.preprocess_field_value


def as_text(value: str) -> str:
    """Return ``value`` with an apostrophe before whatever a spreadsheet would calculate.

    That is at its beginning, and after each semicolon, tab and line break in it. Characters that
    control nothing in a table are taken out.
    """
    return _BEGINNINGS.sub(_close, _CONTROLS.sub("", value))


def make_exports_harmless() -> None:
    """Let every export of the admin go through ``as_text``; called once, when the app is ready."""
    SpreadsheetExportMixin.preprocess_field_value = _harmless_field_value
    SpreadsheetExportMixin.stream_csv = _stream_csv


def _close(beginning: re.Match[str]) -> str:
    following = beginning.string[beginning.end() : beginning.end() + 1]
    return f"{beginning[0]}'" if following in _FORMULA_STARTS else beginning[0]


def _harmless_field_value(
    view: SpreadsheetExportMixin, field: str, value: Any, export_format: str
) -> Any:
    value = _preprocess_field_value(view, field, value, export_format)
    return as_text(value) if isinstance(value, str) else value


def _stream_csv(view: SpreadsheetExportMixin, queryset: QuerySet[Any]) -> Iterator[bytes]:
    """Write a table that begins with a byte order mark, every field of it in quotes.

    Without the mark Excel reads Vietnamese as Windows-1252.
    """
    yield codecs.BOM_UTF8
    fields = view.list_export
    writer = csv.DictWriter(Echo(), fieldnames=fields, quoting=csv.QUOTE_ALL)
    yield writer.writerow({field: as_text(view.get_heading(queryset, field)) for field in fields})
    for item in queryset:
        yield view.write_csv_row(writer, view.to_row_dict(item))
