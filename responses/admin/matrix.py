"""Report of all agencies against all bulletins that require acknowledgement."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView

from bulletins.admin.access import require_publisher
from bulletins.models import Bulletin
from bulletins.roles import can_publish
from content.text.formulas import escape_formulas
from responses.selectors.matrix import Matrix, list_columns
from sites.models import Agency, AgencyQuerySet, Kind


class AcknowledgementsMenuItem(MenuItem):
    """Menu item that is shown to users who may publish bulletins."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_publish(request.user)


MENU_ITEM = AcknowledgementsMenuItem(
    _("Confirmations"),
    reverse_lazy("confirmations"),
    name="confirmations",
    icon_name="check",
    order=92,
)


class MatrixFilterSet(WagtailFilterSet):
    """Filter of the report by kind of agency."""

    kind = django_filters.ChoiceFilter(label=pgettext_lazy("agency", "Kind"), choices=Kind.choices)

    class Meta:
        model = Agency
        fields = ["kind"]


@require_publisher
class MatrixView(ReportView):
    """Report of the active agencies in alphabetical order.

    The page is paginated; the export has all agencies.
    """

    model = Agency
    page_title = _("Confirmations")
    header_icon = "check"
    template_name = "responses/acknowledgement/matrix.html"
    results_template_name = "responses/acknowledgement/matrix_results.html"
    index_url_name = "confirmations"
    index_results_url_name = "confirmations_results"
    filterset_class = MatrixFilterSet
    is_searchable = True

    @cached_property
    def bulletins(self) -> list[Bulletin]:
        """Return the bulletins that are the columns of the table."""
        return list_columns()

    def get_base_queryset(self) -> AgencyQuerySet:
        return Agency.objects.active().select_related("parent").prefetch_related("groups")

    def search_queryset(self, queryset: AgencyQuerySet) -> AgencyQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        self.matrix = Matrix(self.bulletins, object_list)
        return self.matrix.agencies

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"bulletins": self.bulletins}

    @property
    def list_export(self) -> list[str]:
        return ["name", "kind", *(str(bulletin.pk) for bulletin in self.bulletins)]

    def get_heading(self, queryset: Any, field: str) -> str:
        titles = {str(bulletin.pk): bulletin.title for bulletin in self.bulletins}
        # Users write titles, so headings can hold a spreadsheet formula just as cells can.
        heading = titles.get(field) or str(
            {"name": _("Unit"), "kind": pgettext_lazy("agency", "Kind")}[field]
        )
        return escape_formulas(heading)

    def to_row_dict(self, item: Agency) -> dict[str, Any]:
        cells = zip(self.bulletins, self.matrix.list_cells(item), strict=True)
        facts = {"name": item.name, "kind": item.get_kind_display()}
        return facts | {str(bulletin.pk): cell.label for bulletin, cell in cells}

    def get_filename(self) -> str:
        return f"xac-nhan-{timezone.localdate():%Y-%m-%d}"
