"""Screens on which ICT administrators reorganise units: plans, rehearsals, progress, undoing."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.admin.menu import AdministratorMenuItem
from reorganisation.admin.plan_forms import (
    ACTION_LABELS,
    COLUMN_LABELS,
    MomentForm,
    PlanForm,
    RowForm,
    UnitsForm,
    get_value_label,
    list_problem_cells,
)
from reorganisation.models import PlanDraft, RehearsalState, ReorganisationPlan, ReorganisationStep
from reorganisation.plans.report import (
    STEP_LABELS,
    describe_matter,
    list_lasting,
    list_unit_rows,
)
from reorganisation.plans.table import parse_day, read_units
from reorganisation.selectors.plan_units import name_units
from reorganisation.services.plan_drafts import (
    add_table,
    create_draft,
    delete_row,
    discard_draft,
    get_digest,
    get_tables,
    halt_plan,
    request_rehearsal,
    schedule_plan,
    write_row,
)
from reorganisation.services.plans import check_plan
from reorganisation.services.step_undo import list_steps_to_undo
from reorganisation.tasks import rehearse, undo_step
from sites.requests import AdminRequest
from sites.services.table_files import TableError

MENU_ITEM = AdministratorMenuItem(
    gettext_lazy("Reorganisation"),
    reverse_lazy("reorganisations:index"),
    name="reorganisations",
    icon_name="rotate",
    order=910,
)
# Mistakes and steps that are shown; all of them are counted.
MAX_SHOWN = 500
PAGE_SIZE = 100
# Mistakes of a table that a message names.
MAX_NAMED = 5
# While a rehearsal is in one of them, the page is asked for again every few seconds.
BUSY = {RehearsalState.WAITING, RehearsalState.RUNNING}


class ReorganisationView(WagtailAdminTemplateMixin, TemplateView):
    """Base of the screens; their addresses are for ICT administrators only."""

    page_title: str | Promise = gettext_lazy("Reorganisation")
    header_icon = "rotate"
    request: AdminRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("reorganisations:index"), "label": _("Reorganisation")},
        ]


class PlansView(ReorganisationView):
    """List of the plans, and the form of a new one."""

    template_name = "reorganisation/plans.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plans = ReorganisationPlan.objects.filter(draft=None).order_by("-created_at")
        context = {
            # Without their tables, which may have megabytes.
            "drafts": PlanDraft.objects.only("name", "created_at", "plan").select_related("plan"),
            "plans": plans,
            "form": PlanForm(),
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = PlanForm(request.POST, request.FILES)
        problems = []
        if form.is_valid():
            file, values = form.cleaned_data["file"], form.cleaned_data
            try:
                draft = create_draft(
                    name=values["name"],
                    data=file.read() if file else b"",
                    domain=values["domain"],
                    by=request.user,
                )
                return redirect("reorganisations:plan", draft.pk)
            except TableError as error:
                problems = list_problem_cells(error.problems[:MAX_SHOWN])
        return self.render_to_response(self.get_context_data(form=form, problems=problems))


class PlanView(ReorganisationView):
    """One plan: its rows, what is wrong, the rehearsal, the moment, the steps, and undoing."""

    template_name = "reorganisation/plan.html"

    @cached_property
    def draft(self) -> PlanDraft:
        """Return the plan of the address; raises Http404 if there is none."""
        drafts = PlanDraft.objects.select_related("plan__by")
        return get_object_or_404(drafts, pk=self.kwargs["plan_draft"])

    def get_page_title(self) -> str:
        return self.draft.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        context = {"draft": draft, "plan": draft.plan, "moment_form": MomentForm()}
        context |= self._describe_steps(draft) if draft.plan else self._describe_draft(draft)
        context |= _describe_report(draft)
        return super().get_context_data(**(context | kwargs))

    def _describe_draft(self, draft: PlanDraft) -> dict[str, Any]:
        """Return the rows, what is wrong with them, and the form of one of them."""
        checked = {} if draft.rehearsal in BUSY else _check(draft)
        planned = checked.get("planned", [])
        units = name_units(draft, planned)
        checked["planned"] = _name_steps(planned[:MAX_SHOWN], units)
        place = self.request.GET.get("row", "")
        is_known = place.isdecimal() and len(place) < 6 and int(place) < len(draft.rows)
        rows = [
            {
                "place": number,
                "line": number + 2,
                "action": ACTION_LABELS.get(row.get("action", ""), row.get("action", "")),
                "before": _name_unit(row.get("old_code", ""), units),
                "after": _name_unit(row.get("new_code", ""), units)
                if row.get("old_code") != row.get("new_code")
                else None,
                "day": parse_day(row.get("date", "")) or row.get("date", ""),
                "others": [
                    (label, get_value_label(name, row[name]))
                    for name, label in COLUMN_LABELS.items()
                    if name in row and name not in {"date", "action", "old_code", "new_code"}
                ],
            }
            for number, row in enumerate(draft.rows)
        ]
        return {
            "rows": rows,
            "row_form": RowForm(initial=dict(draft.rows[int(place)]) if is_known else None),
            "place": int(place) if is_known else None,
            "units_form": UnitsForm(),
        } | checked

    def _describe_steps(self, draft: PlanDraft) -> dict[str, Any]:
        """Return how far the plan is, and what a step to be taken back takes along."""
        plan = draft.plan
        steps = ReorganisationStep.objects.filter(plan=plan)
        left = list(steps.filter(done_at=None).exclude(left=[]))
        done = steps.exclude(done_at=None).count()
        # The page with the step that comes next, unless another one is asked for.
        number = self.request.GET.get("p", done // PAGE_SIZE + 1)
        page = Paginator(steps, PAGE_SIZE).get_page(number)
        context = {
            "steps": _name_steps(page, name_units(draft, page)),
            "shown": page,
            "done": done,
            "all": page.paginator.count,
            "left": _name_steps(left, name_units(draft, left)),
            "undo": [],
        }
        position = self.request.GET.get("undo", "")
        if plan and position.isdecimal() and len(position) < 6:
            try:
                chosen = list_steps_to_undo(plan, int(position))
            except ValidationError as error:
                context["undo_refusal"] = " ".join(error.messages)
            else:
                context["position"] = int(position)
                context["undo"] = _name_steps(chosen, name_units(draft, chosen))
                context["lasting"] = list_lasting(step.action for step in chosen)
        return context

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        draft = self.draft
        act = self._acts.get(request.POST.get("act", ""))
        try:
            with transaction.atomic():
                answer = act(self, draft) if act else None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except TableError as error:
            why = TableError(error.problems[:MAX_NAMED])
            messages.error(request, _("The plan cannot be carried out: %(why)s") % {"why": why})
        else:
            if answer:
                return answer
        return redirect("reorganisations:plan", draft.pk)

    def _write_row(self, draft: PlanDraft) -> HttpResponse | None:
        form = RowForm(self.request.POST)
        place = self.request.POST.get("place", "")
        number = int(place) if place.isdecimal() and len(place) < 6 else None
        if not form.is_valid():
            context = self.get_context_data(row_form=form, place=number)
            return self.render_to_response(context)
        write_row(draft=draft, place=number, row=form.get_row())
        return None

    def _delete_row(self, draft: PlanDraft) -> HttpResponse | None:
        place = self.request.POST.get("place", "")
        delete_row(draft=draft, place=int(place) if place.isdecimal() and len(place) < 6 else -1)
        return None

    def _add_table(self, draft: PlanDraft) -> HttpResponse | None:
        form = UnitsForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            file, domain = form.cleaned_data["units"], form.cleaned_data["units_domain"]
            data = file.read()
            try:
                read_units(data, domain=domain or draft.domain)
            except TableError as error:
                form.add_error("units", str(TableError(error.problems[:MAX_NAMED])).splitlines())
            else:
                add_table(draft=draft, name=file.name[:100], data=data, domain=domain)
                return None
        return self.render_to_response(self.get_context_data(units_form=form))

    def _rehearse(self, draft: PlanDraft) -> HttpResponse | None:
        request_rehearsal(draft=draft)
        rehearse.enqueue(draft.pk, self.request.user.pk)
        return None

    def _schedule(self, draft: PlanDraft) -> HttpResponse | None:
        form = MomentForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(moment_form=form))
        schedule_plan(draft=draft, runs_at=form.cleaned_data["runs_at"], by=self.request.user)
        messages.success(self.request, _("The plan has its moment."))
        return None

    def _halt(self, draft: PlanDraft) -> HttpResponse | None:
        halt_plan(draft=draft, by=self.request.user)
        messages.success(self.request, _("The plan waits until you set a moment again."))
        return None

    def _undo(self, draft: PlanDraft) -> HttpResponse | None:
        position = self.request.POST.get("position", "")
        if draft.plan and position.isdecimal() and len(position) < 6:
            list_steps_to_undo(draft.plan, int(position))
            halt_plan(draft=draft, by=self.request.user)
            undo_step.enqueue(draft.plan.pk, int(position), self.request.user.pk)
            messages.success(self.request, _("The steps are being taken back."))
        return None

    def _discard(self, draft: PlanDraft) -> HttpResponse | None:
        discard_draft(draft=draft, by=self.request.user)
        messages.success(self.request, _("The draft is discarded."))
        return redirect("reorganisations:index")

    _acts: dict[str, Callable[["PlanView", PlanDraft], HttpResponse | None]] = {
        "row": _write_row,
        "delete_row": _delete_row,
        "table": _add_table,
        "rehearse": _rehearse,
        "schedule": _schedule,
        "halt": _halt,
        "undo": _undo,
        "discard": _discard,
    }


def _check(draft: PlanDraft) -> dict[str, Any]:
    """Return the problems of a draft, or the steps that it would take."""
    if not draft.rows:
        return {}
    try:
        steps = check_plan(**get_tables(draft))
    except TableError as error:
        problems = list_problem_cells(error.problems[:MAX_SHOWN])
        return {"problems": problems, "problem_count": len(error.problems)}
    return {
        "planned": steps,
        "all": len(steps),
        "lasting": list_lasting(step.action for step in steps),
    }


def _name_unit(code: str, units: dict[str, str]) -> dict[str, str]:
    """Return the code of a unit with its name, empty where nobody knows one."""
    return {"code": code, "name": units.get(code.lower(), "")}


def _name_steps(steps: Iterable[ReorganisationStep], units: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "step": step,
            "unit": _name_unit(step.code, units),
            "label": STEP_LABELS[step.action],
        }
        for step in steps
    ]


def _describe_report(draft: PlanDraft) -> dict[str, Any]:
    """Return the report of the last rehearsal in words, and whether it is about the plan as is."""
    context: dict[str, Any] = {
        "is_rehearsed": draft.rehearsal == RehearsalState.DONE,
        "is_busy": draft.rehearsal in BUSY,
        "is_outdated": not draft.plan and draft.rehearsed != get_digest(draft),
    }
    if "addresses" in draft.report:
        rows = list_unit_rows(draft.report)
        units = name_units(draft, codes={code for code, _numbers in rows})
        matters = [
            (one, _name_unit(one["code"], units), *describe_matter(one))
            for one in draft.report["matters"]
        ]
        numbers = [
            (_name_unit(code, units), [cells for cells in row if cells[1] != cells[2]])
            for code, row in rows
        ]
        context |= {"matters": matters, "units": numbers}
    return context
