"""Comparison of dates, times and yes-or-no fields of two versions, in the words of the reader.

Wagtail writes their values as Python does: 2026-11-28, True.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class


class ReadableComparison(FieldComparison):
    """Comparison of two values of a field as ``format_value`` writes them."""

    def htmldiff(self) -> SafeString:
        before, after = format_value(self.val_a), format_value(self.val_b)
        if not self.has_changed():
            return escape(before)
        changes = [("deletion", before), ("addition", after)]
        return TextDiff([change for change in changes if change[1]]).to_html()


def register_comparisons() -> None:
    """Compare the fields of these kinds in words; called once, when the app is ready."""
    for field in (models.DateField, models.TimeField, models.BooleanField):
        register_comparison_class(field, comparison_class=ReadableComparison)


def format_value(value: Any) -> str:
    """Return a date, a time (in the current time zone), yes or no in words; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(local, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return time_format(value, "TIME_FORMAT") if isinstance(value, time) else str(value)
