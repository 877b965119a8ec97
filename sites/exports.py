"""Tables to take away, which no spreadsheet program can mistake for instructions."""

import codecs
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet program takes for the beginning of a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export, with texts that would be formulas put behind an apostrophe.

    Wagtail marks such cells as text in XLSX alone. CSV begins with a byte order mark: without it
    Excel reads Vietnamese as Windows-1252.
    """

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        value = super().preprocess_field_value(field, value, export_format)
        if isinstance(value, str) and value.startswith(FORMULA_STARTS):
            return f"'{value}"
        return value

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterator[bytes]:
        yield codecs.BOM_UTF8
        yield from super().stream_csv(queryset)
