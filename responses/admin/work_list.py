"""Work list of one bulletin: its agencies, by default those with something left to do."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import F, Prefetch, Q
from django.forms import RadioSelect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from accounts.permissions import is_administrator
from bulletins.admin.access import require_publisher
from bulletins.admin.lifecycle import BulletinActionMixin
from responses.models import Acknowledgement
from responses.selectors.acknowledgements import (
    acknowledged_q,
    count_acknowledgements,
    format_time,
    get_status_label,
    is_overdue,
    list_required_agencies,
    list_unconfirmed,
    requires_acknowledgement,
    with_last_reminder,
)
from responses.selectors.problems import list_problems
from responses.selectors.reach import (
    get_unreachable_reason,
    list_unreachable,
    with_reach,
)
from responses.services.acknowledgements import can_revoke
from sites.admin.province_filter import ProvinceFilterMixin
from sites.models import Agency, AgencyQuerySet, Kind

CONFIRMED, ALL = "confirmed", "all"


@dataclass(frozen=True)
class Reason:
    """Reason why an agency is in the list; `is_urgent`: it is urgent."""

    text: str
    is_urgent: bool = False
    # Where the user can do something about it; empty if there is nothing to do.
    url: str = ""
    url_label: str | Promise = ""


class AgencyFilterSet(ProvinceFilterMixin):
    """Filters of the work list by state and kind of agency.

    `unfinished`: condition for agencies with something left to do, which is the default state.
    """

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Show"),
        choices=[(CONFIRMED, gettext_lazy("confirmed")), (ALL, gettext_lazy("all units"))],
        empty_label=gettext_lazy("with something left to do"),
        method="keep_queryset",
        widget=RadioSelect,
    )
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("agency", "Kind"), choices=Kind.choices)

    class Meta:
        model = Agency
        fields = ["province"]

    def __init__(self, *args: Any, unfinished: Q, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished

    def filter_queryset(self, queryset: Any) -> Any:
        state = self.form.cleaned_data["state"]
        if state == CONFIRMED:
            queryset = queryset.filter(has_confirmed=True)
        elif state != ALL:
            queryset = queryset.filter(self.unfinished)
        return super().filter_queryset(queryset)

    def keep_queryset(self, queryset: AgencyQuerySet, name: str, value: str) -> AgencyQuerySet:
        """Return the queryset unchanged.

        `filter_queryset` applies the state, because the empty choice is a filter too.
        """
        return queryset


class AgencyColumn(Column):
    """Column with a cell template of its own: what the agency answered, what is missing."""

    def __init__(self, name: str, view: "WorkListView", **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.view = view
        self.cell_template_name = f"responses/acknowledgement/cells/{name}.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        made = self.view.find_acknowledgement(instance)
        return context | {
            "bulletin": self.view.bulletin,
            "asks": requires_acknowledgement(self.view.bulletin),
            "acknowledgement": made,
            "reasons": self.view.list_reasons(instance),
            "may_take_back": made is not None and can_revoke(self.view.request.user, made),
        }


@require_publisher
class WorkListView(BulletinActionMixin, ReportView):
    """Report of a bulletin's agencies: status, problems, telephone number and actions.

    It lists agencies that must acknowledge, have acknowledged, or have a problem.
    """

    model = Agency
    page_title = gettext_lazy("Units")
    template_name = "responses/acknowledgement/units.html"
    results_template_name = "responses/acknowledgement/units_results.html"
    table_classname = "listing desk-listing confirm-table"
    filterset_class = AgencyFilterSet
    is_searchable = True
    list_export = ["name", "kind", "state", "answer", "file", "telephone", "email", "reminded"]
    export_headings = {
        "name": gettext_lazy("Unit"),
        "kind": pgettext_lazy("agency", "Kind"),
        "state": gettext_lazy("State"),
        "answer": gettext_lazy("Answer"),
        "file": gettext_lazy("File"),
        "telephone": gettext_lazy("Telephone"),
        "email": gettext_lazy("E-mail"),
        "reminded": gettext_lazy("Last reminder"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        labels = {
            "unit": _("Unit"),
            "state": _("State"),
            "telephone": _("Telephone"),
            "reminded": _("Last reminder"),
            "acts": _("What to do"),
        }
        return [AgencyColumn(name, view=self, label=label) for name, label in labels.items()]

    @cached_property
    def problems(self) -> dict[int, list[str]]:
        """Return the problems with the bulletin, by agency primary key."""
        return list_problems(self.bulletin)

    def get_base_queryset(self) -> Any:
        own = Acknowledgement.objects.filter(bulletin=self.bulletin).select_related("agency")
        agencies = Agency.objects.annotate(
            is_required=Q(pk__in=list_required_agencies(self.bulletin).values("pk")),
            has_confirmed=acknowledged_q(self.bulletin),
            telephone=F("site__agencysettings__telephone"),
            email=F("site__agencysettings__email"),
        )
        concerned = Q(is_required=True) | Q(has_confirmed=True) | Q(pk__in=self.problems)
        agencies = with_reach(with_last_reminder(agencies.filter(concerned), self.bulletin))
        return agencies.prefetch_related(
            Prefetch("acknowledgements", own, to_attr="own_acknowledgements")
        )

    def get_filterset_kwargs(self) -> dict[str, Any]:
        unfinished = Q(is_required=True, has_confirmed=False) | Q(pk__in=self.problems)
        return super().get_filterset_kwargs() | {"unfinished": unfinished}

    def search_queryset(self, queryset: AgencyQuerySet) -> AgencyQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def find_acknowledgement(self, agency: Agency) -> Acknowledgement | None:
        """Return the acknowledgement of an agency of the list, or None."""
        return next(iter(agency.own_acknowledgements), None)  # type: ignore[attr-defined]

    def list_reasons(self, agency: Any) -> list[Reason]:
        """Return why an agency of the list is in it.

        The missing acknowledgement comes first, then the problems, which are urgent.
        """
        reasons = [Reason(problem, is_urgent=True) for problem in self.problems.get(agency.pk, [])]
        if agency.is_required and not agency.has_confirmed:
            state = capfirst(get_status_label(self.bulletin, None) or _("not confirmed"))
            reasons.insert(0, Reason(state, is_urgent=is_overdue(self.bulletin)))
            if reason := get_unreachable_reason(agency):
                reasons.append(Reason(reason, **self._get_invitation_link(agency)))
        return reasons

    def _get_invitation_link(self, agency: Any) -> dict[str, Any]:
        """Return the link that invites somebody into an agency where nobody can sign in.

        Only ICT administrators invite into any agency; empty for others.
        """
        if agency.has_people or not is_administrator(self.request.user):
            return {}
        back = urlencode({"next": self.get_index_url()})
        url = f"{reverse('people:invite', args=[agency.pk])}?{back}"
        return {"url": url, "url_label": _("Invite somebody of this unit")}

    def get_index_url(self) -> str:
        return reverse("bulletin_units", args=[self.bulletin.pk])

    def get_index_results_url(self) -> str:
        return reverse("bulletin_units_results", args=[self.bulletin.pk])

    def get_filename(self) -> str:
        return f"xac-nhan-{self.bulletin.slug}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tally = count_acknowledgements(self.bulletin)
        unreachable = list_unreachable(list_unconfirmed(self.bulletin))
        return super().get_context_data(**kwargs) | {
            "tally": tally,
            "unreachable": len(unreachable),
            "to_remind": tally.missing - len(unreachable),
            "troubled": len(self.problems),
            "asks": requires_acknowledgement(self.bulletin),
            "is_overdue": is_overdue(self.bulletin),
        }

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        made = self.find_acknowledgement(item)
        status_labels = [made.label] if made else []
        return {
            "name": item.name,
            "kind": item.get_kind_display(),
            "state": "; ".join(
                [*status_labels, *(reason.text for reason in self.list_reasons(item))]
            ),
            "answer": made.answer if made else "",
            "file": _("yes") if made and made.file else "",
            "telephone": item.telephone or "",
            "email": item.email or "",
            "reminded": format_time(item.reminded_at),
        }
