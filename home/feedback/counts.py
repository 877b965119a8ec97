"""Report for the ICT department: numbers of messages by agency and state, without texts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from home.models import FeedbackState
from sites.isolation.access import is_administrator
from sites.models import Agency
from sites.models.agency import AgencyQuerySet


def _oldest(agency: Any) -> str:
    oldest = agency.oldest_new
    return date_format(timezone.localdate(oldest), "SHORT_DATE_FORMAT") if oldest else ""


class FeedbackCountsView(ReportView):
    """Report with one row for each agency that has received a message.

    Sorted by the oldest unanswered message. Raises PermissionDenied for all but ICT
    administrators.
    """

    model = Agency
    page_title = _("Messages from citizens")
    header_icon = "comment"
    index_url_name = "feedback:counts"
    index_results_url_name = "feedback:counts_results"
    no_results_message = _("Nobody has written yet.")
    columns = [
        Column("name", label=_("Unit"), accessor="heading"),
        Column("new", label=_("Waiting for an answer")),
        Column("oldest", label=_("Waiting since"), accessor=_oldest),
        Column("answered", label=_("Answered")),
        Column("spam", label=_("Spam")),
    ]
    list_export = ["name", "new", "oldest", "answered", "spam"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> AgencyQuerySet:
        in_state = {state: Q(feedback__state=state) for state in FeedbackState}
        counts = {state: Count("feedback", filter=which) for state, which in in_state.items()}
        oldest = Min("feedback__received_at", filter=in_state[FeedbackState.NEW])
        written_to = Agency.objects.filter(feedback__isnull=False)
        return written_to.annotate(**counts, oldest_new=oldest).order_by("oldest_new", "sort_key")

    def to_row_dict(self, item: Agency) -> dict[str, Any]:
        counts = {name: getattr(item, name) for name in ("new", "answered", "spam")}
        return counts | {"name": item.name, "oldest": _oldest(item)}

    def get_heading(self, queryset: QuerySet[Agency], field: str) -> str:
        return str({column.name: column.label for column in self.columns}[field])

    def get_filename(self) -> str:
        return f"gop-y-cac-don-vi-{timezone.localdate():%Y-%m-%d}"
