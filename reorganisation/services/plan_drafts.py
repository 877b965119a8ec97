"""Services for plans that ICT administrators write on the screen: drafts, and their moment."""

import base64
import csv
import io
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from reorganisation.models import PlanDraft, RehearsalState, ReorganisationPlan
from reorganisation.plans.table import COLUMNS, PlanTables, UnitsTable, read_cells
from reorganisation.services.plans import make_digest, prepare_plan

SCHEDULED = "importing.schedule_plan"


def create_draft(*, name: str, data: bytes, domain: str, by: User) -> PlanDraft:
    """Create the draft of a plan from its table, CSV or XLSX; ``data`` is empty for none.

    Raises TableError if the table cannot be read; what it says is looked at later.
    """
    rows = read_cells(data) if data else []
    draft = PlanDraft.objects.create(name=name, domain=domain, rows=rows)
    log(draft, "wagtail.create", user=by)
    return draft


@transaction.atomic
def write_row(*, draft: PlanDraft, place: int | None, row: dict[str, str]) -> None:
    """Replace the row at ``place`` (0 or more) of a draft; None: add it at the end.

    Raises ValidationError if the draft has its moment already or no such row.
    """
    draft = _lock(draft)
    given = {name: row[name].strip() for name in COLUMNS if row.get(name, "").strip()}
    if place is None:
        draft.rows.append(given)
    elif 0 <= place < len(draft.rows):
        draft.rows[place] = given
    else:
        raise ValidationError(_("There is no such row."))
    draft.save(update_fields=["rows"])


@transaction.atomic
def delete_row(*, draft: PlanDraft, place: int) -> None:
    """Delete the row at ``place`` (0 or more). Raises ValidationError as ``write_row``."""
    draft = _lock(draft)
    if not 0 <= place < len(draft.rows):
        raise ValidationError(_("There is no such row."))
    del draft.rows[place]
    draft.save(update_fields=["rows"])


@transaction.atomic
def add_table(*, draft: PlanDraft, name: str, data: bytes, domain: str) -> None:
    """Add a table of units; one of the same name is replaced. Raises ValidationError."""
    draft = _lock(draft)
    others = [table for table in draft.tables if table["name"] != name]
    packed = base64.b64encode(data).decode()
    draft.tables = [*others, {"name": name, "domain": domain or draft.domain, "data": packed}]
    draft.save(update_fields=["tables"])


@transaction.atomic
def discard_draft(*, draft: PlanDraft, by: User) -> None:
    """Delete a draft. Raises ValidationError if it has its moment already."""
    draft = _lock(draft)
    log(draft, "wagtail.delete", user=by, deleted=True)
    draft.delete()


def get_tables(draft: PlanDraft) -> PlanTables:
    """Return what the plan of a draft is read from; row 2 of its table is the first one."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(draft.rows)
    units = [UnitsTable(base64.b64decode(table["data"]), table["domain"]) for table in draft.tables]
    return {"data": file.getvalue().encode(), "units": units, "domain": draft.domain}


def get_digest(draft: PlanDraft) -> str:
    """Return by what it is recognized whether a draft was changed since; see ``make_digest``."""
    return make_digest(**get_tables(draft))


@transaction.atomic
def request_rehearsal(*, draft: PlanDraft) -> None:
    """Note that a draft is to be rehearsed. Raises ValidationError if it waits or runs already."""
    draft = _lock(draft)
    if draft.rehearsal in {RehearsalState.WAITING, RehearsalState.RUNNING}:
        raise ValidationError(_("The rehearsal is not finished yet."))
    draft.rehearsal, draft.report = RehearsalState.WAITING, {}
    draft.save(update_fields=["rehearsal", "report"])


@transaction.atomic
def schedule_plan(*, draft: PlanDraft, runs_at: datetime, by: User) -> ReorganisationPlan:
    """Give a plan its moment: from then on the workers carry it out, each step on its day.

    Raises TableError if it cannot be carried out, and ValidationError if it was changed since the
    last rehearsal, that was stopped, or another plan with the same tables has its moment.
    """
    draft = PlanDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.plan is None:
        is_rehearsed = draft.rehearsal == RehearsalState.DONE and not draft.report.get("stopped")
        if not is_rehearsed or draft.rehearsed != get_digest(draft):
            raise ValidationError(_("Rehearse the plan first, as it is now."))
        draft.plan = prepare_plan(**get_tables(draft), name=draft.name)
        if twin := PlanDraft.objects.filter(plan=draft.plan).first():
            message = _("“%(name)s” says the same, and has its moment already.")
            raise ValidationError(message % {"name": twin.name})
        draft.save(update_fields=["plan"])
    plan = draft.plan
    plan.runs_at, plan.by, plan.refusal = runs_at, by, ""
    plan.save(update_fields=["runs_at", "by", "refusal"])
    log(draft, SCHEDULED, user=by, data={"runs_at": timezone.localtime(runs_at).isoformat()})
    return plan


@transaction.atomic
def halt_plan(*, draft: PlanDraft, by: User) -> None:
    """Let the workers leave a plan alone after the piece that they are at."""
    ReorganisationPlan.objects.filter(draft=draft).update(runs_at=None, refusal="")
    log(draft, SCHEDULED, user=by, data={"runs_at": None})


def _lock(draft: PlanDraft) -> PlanDraft:
    """Return the row, locked. Raises ValidationError if it is not to be changed any more."""
    locked = PlanDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.plan_id:
        raise ValidationError(_("This plan has its moment already and is not changed any more."))
    return locked
