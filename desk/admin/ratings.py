"""Admin views of what readers found useful: an agency's worst pages, and numbers by agency.

The lines of readers are for the agency's members; the ICT department compares numbers.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from accounts.permissions import is_administrator
from desk.admin.base import MemberViewMixin
from home.paths import get_page_path
from home.selectors.ratings import MIN_VOTES, PERIOD, RatedPage, get_first_day, list_worst_pages
from sites.models import Agency, AgencyQuerySet


class WorstPagesView(MemberViewMixin, WagtailAdminTemplateMixin, TemplateView):
    """The pages of an agency's website that readers found least useful, with their lines."""

    template_name = "desk/ratings.html"
    page_title = gettext_lazy("Pages that help least")
    header_icon = "pick"

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "rows": [self.describe(rated) for rated in list_worst_pages(self.agency)],
            "days": PERIOD.days,
            "least": MIN_VOTES,
        }
        return super().get_context_data(**kwargs) | own

    def describe(self, rated: RatedPage) -> dict[str, Any]:
        """Return a page with its addresses; of a bulletin the unit has its placement to change."""
        subject = rated.subject
        if isinstance(subject, Page):
            path, edit = get_page_path(subject), ("wagtailadmin_pages:edit", [subject.pk])
        else:
            path, edit = subject.path, ("desk:placement", [self.agency.pk, subject.pk])
        name, arguments = edit
        return {
            "rated": rated,
            "url": self.agency.root_url + path,
            "edit_url": reverse(name, args=arguments),
        }


def _format_share(agency: Any) -> str:
    return f"{round(100 * agency.not_useful / (agency.useful + agency.not_useful))}%"


class RatingCountsView(ReportView):
    """Report with one row for each agency whose pages readers have voted on lately.

    Sorted by the number of votes "not useful". Raises PermissionDenied for all but ICT
    administrators.
    """

    model = Agency
    page_title = gettext_lazy("Usefulness of pages")
    header_icon = "pick"
    index_url_name = "feedback:rating_counts"
    index_results_url_name = "feedback:rating_counts_results"
    no_results_message = gettext_lazy("Nobody has voted yet.")
    columns = [
        Column("name", label=gettext_lazy("Unit"), accessor="heading"),
        Column("useful", label=gettext_lazy("Useful")),
        Column("not_useful", label=gettext_lazy("Not useful")),
        Column("share", label=gettext_lazy("Share of “not useful”"), accessor=_format_share),
    ]
    list_export = ["name", "useful", "not_useful", "share"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> AgencyQuerySet:
        recent = Q(ratings__day__gte=get_first_day())
        return (
            Agency.objects.annotate(
                useful=Sum("ratings__useful", filter=recent),
                not_useful=Sum("ratings__useless", filter=recent),
            )
            .annotate(votes=F("useful") + F("not_useful"))
            .filter(votes__gt=0)
            .order_by("-not_useful", "sort_key")
        )

    def to_row_dict(self, item: Agency) -> dict[str, Any]:
        counts = {name: getattr(item, name) for name in ("useful", "not_useful")}
        return counts | {"name": item.name, "share": _format_share(item)}

    def get_heading(self, queryset: QuerySet[Agency], field: str) -> str:
        return str({column.name: column.label for column in self.columns}[field])

    def get_filename(self) -> str:
        return f"huu-ich-cac-don-vi-{timezone.localdate():%Y-%m-%d}"
