"""The coverage of languages: a report for ICT administrators, with export."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from accounts.permissions import is_administrator
from desk.selectors.translation_coverage import (
    Coverage,
    CoverageRow,
    count_coverage,
    list_translated_fronts,
)
from sites.admin.columns import LabelledColumn, LabelledNumberColumn

_STATES = {
    Coverage.COMPLETE: _("translated"),
    Coverage.PARTLY: _("partly"),
    Coverage.OUTDATED: pgettext_lazy("translation", "out of date"),
    Coverage.NONE: _("not translated"),
}
_KINDS = {"pages": _("Pages"), "bulletins": _("Bulletins")}


def _build_columns() -> list[Column]:
    columns = [
        LabelledColumn("unit", label=_("Unit"), accessor="agency.heading"),
        LabelledColumn("language", label=_("Language"), accessor="language_name"),
    ]
    for kind, heading in _KINDS.items():
        for state, label in _STATES.items():
            columns.append(
                LabelledNumberColumn(
                    f"{kind}_{state}",
                    label=format_lazy("{}: {}", heading, label),
                    accessor=_make_accessor(kind, state),
                )
            )
    return columns


def _make_accessor(kind: str, state: Coverage) -> Any:
    return lambda row: getattr(row, kind)[state]


class TranslationCoverageView(ReportView):
    """For each unit and language, how many public pages and bulletins are translated."""

    model = Page
    page_title = _("Translations by unit")
    header_icon = "table"
    index_url_name = "desk:coverage"
    index_results_url_name = "desk:coverage_results"
    no_results_message = _("No website has another language yet.")
    columns = _build_columns()
    template_name = "desk/translation_coverage.html"
    table_classname = "listing people-list coverage"
    list_export = [column.name for column in columns]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Page]:
        return list_translated_fronts()

    def get_table(self, object_list: Any) -> Any:
        """Return the table with the numbers of the home pages on this page of the report."""
        return super().get_table(count_coverage(object_list))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Return the numbers of all home pages, for an export."""
        return count_coverage(object_list) if self.is_export else object_list

    def to_row_dict(self, item: CoverageRow) -> dict[str, Any]:
        return {column.name: column.get_value(item) for column in self.columns}

    def get_heading(self, queryset: Any, field: str) -> str:
        return str({column.name: column.label for column in self.columns}[field])

    def get_filename(self) -> str:
        return f"ban-dich-cac-don-vi-{timezone.localdate():%Y-%m-%d}"
