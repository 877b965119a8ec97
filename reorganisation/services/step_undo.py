"""Services that take steps of a plan back, the last one first, as far as nothing new needs them.

A step goes together with those that were done after it and rest on it: those of the same unit, of
the units that carry its work on, and all that name a unit which it made. What a piece of a step has
changed was noted (``reorganisation.services.step_changes``); each note is taken back in a
transaction and deleted. That of the last one says that the step is taken back, so that a process
which is killed at any moment goes on when it is called again, and ends as if it had not been.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from reorganisation.models import ReorganisationPlan, ReorganisationStep, StepAction, StepChange
from reorganisation.services.step_changes import Values, get_values
from reorganisation.services.succession_undo import (
    leave_groups,
    return_bulletin,
    return_feedback,
    return_files,
    return_member,
    return_pages,
)
from reorganisation.services.unit_removal import remove_agency
from sites.models import Agency, FormerHost, FormerName, HostAlias
from sites.services.archiving import announce_end, restore_agency
from sites.services.provisioning import provision_agency

# Days within which a step can be taken back.
UNDO_DAYS = 30
UNDONE = "agencies.undo_reorganisation"
# Takes the step, one note and who does it; yields in words what stays.
UndoFunction = Callable[[ReorganisationStep, Values, User], Iterator[str]]


def list_steps_to_undo(plan: ReorganisationPlan, position: int) -> list[ReorganisationStep]:
    """Return the step at ``position`` and those that rest on it, the last one first.

    Empty if it is taken back already. Raises ValidationError if it was never done, or one of them
    was done more than ``UNDO_DAYS`` ago or left no notes.
    """
    noted = set(StepChange.objects.filter(step__plan=plan).values_list("step", flat=True))
    later = list(plan.steps.filter(position__gte=position).order_by("position"))
    steps = [step for step in later if step.done_at or step.pk in noted]
    if not steps or steps[0].position != position:
        if later and later[0].position == position and later[0].undone_at:
            return []
        raise ValidationError(_("Step %(position)s has not been done.") % {"position": position})
    chosen: list[ReorganisationStep] = []
    # Codes of units that the chosen steps are about or hand on to, and that they make room for.
    concerned: set[str] = set()
    made: set[str] = set()
    for step in steps:
        if not chosen or step.code in concerned or not made.isdisjoint(_list_named(step)):
            chosen.append(step)
            concerned |= {step.code, *step.values.get("successors", [])}
            if step.action in {StepAction.PROVISION, StepAction.RELEASE_HOST}:
                made.add(step.code)
    for step in chosen:
        _check_undo(step, is_noted=step.pk in noted)
    return chosen[::-1]


def find_last_step(plan: ReorganisationPlan) -> ReorganisationStep | None:
    """Return the step of a plan that was done last, be it in part; None if none was."""
    noted = StepChange.objects.filter(step__plan=plan).values("step")
    done = plan.steps.filter(Q(done_at__isnull=False) | Q(pk__in=noted))
    return done.order_by("-position").first()


def iter_undone_steps(
    plan: ReorganisationPlan, *, position: int, by: User
) -> Iterator[tuple[ReorganisationStep, list[str]]]:
    """Take a step back with those that rest on it; yield each with what stays, in words.

    Nothing is yielded of what is taken back already. ``by``: the ICT administrator in whose name
    it is done. The workers let the plan be afterwards.
    Raises ValidationError, before anything is done, as ``list_steps_to_undo``; later only if a
    piece is refused, what was taken back so far stays so.
    """
    own = ReorganisationPlan.objects.filter(pk=plan.pk)
    with transaction.atomic():
        # A worker that is at a piece finishes it first: then it is known, and taken back too.
        list(plan.steps.select_for_update().values_list("pk", flat=True))
        steps = list_steps_to_undo(plan, position)
        own.update(runs_at=None, refusal="")
    for step in steps:
        # Who sets the moment meanwhile would have it done while it is taken back.
        own.update(runs_at=None)
        while not _undo_piece(step, by):
            pass
        step.refresh_from_db()
        yield step, step.left


def _list_named(step: ReorganisationStep) -> set[str]:
    """Return the codes of the other units that a step names."""
    named = (step.values.get(name, "") for name in ("successor", "former_owner", "parent"))
    return {*step.values.get("successors", []), *named}


def _check_undo(step: ReorganisationStep, *, is_noted: bool) -> None:
    values = {"position": step.position, "days": UNDO_DAYS}
    oldest = timezone.now() - timedelta(days=UNDO_DAYS)
    if step.action not in _ACTS:
        raise ValidationError(_("Step %(position)s is not taken back.") % values)
    if step.done_at and step.done_at < oldest:
        message = _("Step %(position)s was done more than %(days)s days ago.")
        raise ValidationError(message % values)
    if step.count and not is_noted:
        message = _("Step %(position)s was done by a version that noted nothing.")
        raise ValidationError(message % values)


@transaction.atomic
def _undo_piece(step: ReorganisationStep, by: User) -> bool:
    """Take the last note of a step back, and return whether the step is taken back with it."""
    locked = ReorganisationStep.objects.select_for_update().get(pk=step.pk)
    change = locked.changes.order_by("-pk").first()
    if locked.done_at:
        # From here on the step counts as not done: a plan that is gone on with does it again.
        locked.done_at, locked.left = None, []
    elif change is None:
        # Another process was faster.
        return True
    if change:
        locked.left += _ACTS[locked.action](locked, change.values, by)
        change.delete()
    is_undone = not locked.changes.exists()
    if is_undone:
        locked.count, locked.undone_at = 0, timezone.now()
        _log_undone(locked, by)
    locked.save(update_fields=["count", "done_at", "undone_at", "left"])
    return is_undone


def _log_undone(step: ReorganisationStep, by: User) -> None:
    agency = Agency.objects.filter(code=step.code).first()
    # What a unit was that is gone stands under the plan.
    log(
        agency or step.plan,
        UNDONE,
        user=by,
        data={
            "plan": step.plan.name,
            "step": step.position,
            "action": step.action,
            "left": step.left,
        },
    )


def _undo_host(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    agency = Agency.objects.with_site().get(code=step.code)
    yield from _provision(agency, get_values(agency) | {"host": values["host"]})


def _provision(agency: Agency, values: Values) -> Iterator[str]:
    try:
        with transaction.atomic():
            provision_agency(code=agency.code, **values)
    except ValidationError as error:
        yield " ".join(error.messages)


def _undo_provision(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Remove a unit that was made, or give it its former values; its host name goes back."""
    agency = Agency.objects.with_site().get(code=step.code)
    if values["before"]:
        remarks = list(_provision(agency, values["before"]))
        names = FormerName.objects.filter(agency=agency)
        names.exclude(name__in=values["former_names"]).delete()
        # Else the name would lead here where it is to lead to its former owner.
        if step.values.get("former_owner"):
            HostAlias.objects.filter(agency=agency, hostname=values["host"]).delete()
    else:
        stays = remove_agency(agency=agency, pages=values["pages"])
        remarks = [stays] if stays else []
    yield from remarks
    if remarks or not step.values.get("former_owner"):
        return
    former = Agency.objects.get(code=step.values["former_owner"])
    if values["is_noted"]:
        FormerHost.objects.filter(hostname=values["host"], agency=former).delete()
    if values["had_alias"]:
        HostAlias.objects.get_or_create(hostname=values["host"], defaults={"agency": former})


def _undo_archive(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    agency = Agency.objects.get(code=step.code)
    if agency.is_archived:
        restore_agency(agency=agency, by=by)
    shares = dict(values["announced"])
    ends_on = date.fromisoformat(values["ends_on"]) if values["ends_on"] else None
    if ends_on and ends_on >= timezone.localdate():
        successors = Agency.objects.active().filter(pk__in=shares)
        announce_end(agency=agency, successors=successors, shares=shares, ends_on=ends_on, by=by)
    elif ends_on:
        yield _("The end that was announced for %(day)s is not announced again.") % {
            "day": ends_on.isoformat()
        }


_ACTS: dict[str, UndoFunction] = {
    StepAction.RELEASE_HOST: _undo_host,
    StepAction.PROVISION: _undo_provision,
    StepAction.MOVE_PAGES: return_pages,
    StepAction.MOVE_FILES: return_files,
    StepAction.MOVE_MEMBERS: return_member,
    StepAction.MOVE_FEEDBACK: return_feedback,
    StepAction.MOVE_BULLETINS: return_bulletin,
    StepAction.JOIN_GROUPS: leave_groups,
    StepAction.ARCHIVE: _undo_archive,
}
