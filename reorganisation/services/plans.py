"""Services that store a plan which reorganises agencies, and carry it out step by step.

Each piece of a step is one short transaction, in which the step says how far it is: a process that
is killed leaves either all of a piece or nothing, and the next one goes on from there.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from reorganisation.models import ReorganisationPlan, ReorganisationStep, StepAction
from reorganisation.plans.forecast import forecast_plan
from reorganisation.plans.table import AgencyTableFile, PlanRow, read_agency_values, read_plan
from reorganisation.selectors.open_matters import get_agencies_by_code
from reorganisation.services.announcements import announce_ends
from reorganisation.services.step_changes import get_values, note_change
from reorganisation.services.succession import (
    join_groups,
    move_bulletins,
    move_feedback,
    move_members,
)
from reorganisation.services.succession_content import move_files, move_pages
from sites.models import Agency, FormerHost, HostAlias
from sites.permissions.ownership import list_agency_pages
from sites.services.archiving import archive_agency
from sites.services.provisioning import provision_agency
from sites.services.table_files import Problem, TableError

# What does a piece of a step: takes the step and who does it, and returns how many things it did,
# or None if there was nothing left to do.
PieceFunction = Callable[[ReorganisationStep, User], int | None]


def prepare_plan(
    *, data: bytes, agency_tables: list[AgencyTableFile], name: str, domain: str
) -> ReorganisationPlan:
    """Return the plan in a table, stored with its steps; the stored one if it is known already.

    ``data``: the table; ``agency_tables``: tables of the agencies that it makes or changes.
    ``domain`` completes hosts without a dot. Raises TableError, and stores nothing, if anything of
    it could not be carried out.
    """
    digest = make_digest(data=data, agency_tables=agency_tables, domain=domain)
    with transaction.atomic():
        if known := find_plan(data=data, agency_tables=agency_tables, domain=domain):
            return known
        drafts = forecast_plan(_read(data, agency_tables, domain))
        plan = ReorganisationPlan.objects.create(digest=digest, name=name[:200])
        ReorganisationStep.objects.bulk_create(
            ReorganisationStep(plan=plan, position=position, **vars(draft))
            for position, draft in enumerate(drafts, start=1)
        )
        return plan


def make_digest(*, data: bytes, agency_tables: list[AgencyTableFile], domain: str) -> str:
    """Return the SHA-256 of the tables of a plan, by which it is recognized; in hexadecimal."""
    tables = [part for table in agency_tables for part in (table.domain.encode(), table.data)]
    return hashlib.sha256(b"\0".join([domain.encode(), data, *tables])).hexdigest()


def find_plan(
    *, data: bytes, agency_tables: list[AgencyTableFile], domain: str
) -> ReorganisationPlan | None:
    """Return the stored plan of these tables; None if there is none."""
    digest = make_digest(data=data, agency_tables=agency_tables, domain=domain)
    return ReorganisationPlan.objects.filter(digest=digest).first()


def check_plan(
    *, data: bytes, agency_tables: list[AgencyTableFile], domain: str
) -> list[ReorganisationStep]:
    """Return the steps of the plan in a table, unsaved; else as ``prepare_plan``."""
    drafts = forecast_plan(_read(data, agency_tables, domain))
    return [
        ReorganisationStep(position=position, **vars(draft))
        for position, draft in enumerate(drafts, start=1)
    ]


def iter_done_steps(
    plan: ReorganisationPlan,
    *,
    until: date,
    by: User,
    is_halted: Callable[[], bool] = lambda: False,
) -> Iterator[ReorganisationStep]:
    """Carry out the steps of a plan that are due by a day, and yield each that is done.

    Then websites whose end is near say so (``announce_ends``).

    ``by``: the ICT administrator in whose name it is done; the journal has it. ``is_halted`` is
    asked after each piece; if it returns True, the rest is left for another time.

    Several processes at once take turns. Raises ValidationError if a step is refused, because
    something has changed since the plan was stored; steps done so far stay done.
    """
    position = 0
    while step := _find_next_step(plan, until, position):
        while not _do_piece(step, by):
            if is_halted():
                return
        step.refresh_from_db()
        position = step.position
        yield step
    announce_ends(plan, today=until, by=by)


def _read(data: bytes, agency_tables: list[AgencyTableFile], domain: str) -> list[PlanRow]:
    values: dict[str, dict[str, str]] = {}
    for table in agency_tables:
        read = read_agency_values(table.data, domain=table.domain)
        if twice := sorted(values.keys() & read.keys()):
            what = _("%(units)s: in two tables of units") % {"units": ", ".join(twice)}
            raise TableError([Problem(1, "code", what, _("each unit in one of them"))])
        values |= read
    return read_plan(data, domain=domain, agencies=values)


def _find_next_step(
    plan: ReorganisationPlan, until: date, position: int
) -> ReorganisationStep | None:
    """Return the first step that is not done, None if it is not due or there is none.

    ``position``: of a step up to which all are done, so that not all of thousands are read again.
    """
    waiting = plan.steps.filter(done_at=None, position__gt=position)
    step = waiting.order_by("position").first()
    return step if step and step.due_on <= until else None


@transaction.atomic
def _do_piece(step: ReorganisationStep, by: User) -> bool:
    """Do the next piece of a step, and return whether the step is done."""
    locked = ReorganisationStep.objects.select_for_update().get(pk=step.pk)
    if locked.done_at:
        return True
    count = _ACTS[StepAction(locked.action)](locked, by)
    if count is None:
        locked.done_at = timezone.now()
        locked.save(update_fields=["done_at"])
        return True
    ReorganisationStep.objects.filter(pk=step.pk).update(count=F("count") + count, left=[])
    return False


def _release_host(step: ReorganisationStep, by: User) -> int | None:
    """Give an agency another host name, because the next step gives its own to another one."""
    agency = get_agencies_by_code([step.code])[step.code]
    if agency.site.hostname == step.values["host"]:
        return None
    note_change(step, host=agency.site.hostname)
    provision_agency(code=agency.code, **get_values(agency) | {"host": step.values["host"]})
    return 1


def _provision_agency(step: ReorganisationStep, by: User) -> int | None:
    """Make or change an agency; a host name of another one becomes that one's former host."""
    if step.count:
        return None
    values = dict(step.values)
    former = Agency.objects.filter(code=values.pop("former_owner", "")).first()
    had_alias = is_noted = False
    if former:
        aliases = HostAlias.objects.filter(hostname=values["host"], agency=former)
        had_alias = bool(aliases.delete()[0])
        is_noted = FormerHost.objects.get_or_create(hostname=values["host"], agency=former)[1]
    known = Agency.objects.with_site().filter(code=step.code).first()
    before = get_values(known) if known else {}
    names = list(known.former_names.values_list("name", flat=True)) if known else []
    agency = provision_agency(code=step.code, **values)
    note_change(
        step,
        before=before,
        former_names=names,
        host=values["host"],
        had_alias=had_alias,
        is_noted=is_noted,
        pages=[] if known else list(list_agency_pages([agency.pk]).values_list("pk", flat=True)),
    )
    return 1


def _archive(step: ReorganisationStep, by: User) -> int | None:
    """End an agency; it names its successors."""
    if step.count:
        return None
    found = get_agencies_by_code([step.code, *step.values["successors"]])
    agency = found.pop(step.code)
    announced = agency.successions.values_list("to_agency", "share")
    note_change(
        step,
        ends_on=agency.ends_on.isoformat() if agency.ends_on else "",
        announced=[*map(list, announced)],
    )
    archive_agency(
        agency=agency,
        successors=found.values(),
        ended_on=date.fromisoformat(step.values["ended_on"]),
        by=by,
        shares={found[code].pk: share for code, share in step.values["shares"].items()},
    )
    return 1


_ACTS: dict[StepAction, PieceFunction] = {
    StepAction.RELEASE_HOST: _release_host,
    StepAction.PROVISION: _provision_agency,
    StepAction.MOVE_PAGES: move_pages,
    StepAction.MOVE_FILES: move_files,
    StepAction.MOVE_MEMBERS: move_members,
    StepAction.MOVE_FEEDBACK: move_feedback,
    StepAction.MOVE_BULLETINS: move_bulletins,
    StepAction.JOIN_GROUPS: join_groups,
    StepAction.ARCHIVE: _archive,
}
