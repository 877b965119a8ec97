"""Tasks of plans for the workers, and nightly deletion of old plans."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.models import User
from ops.jobs.queue import is_queued
from ops.jobs.schedule import every
from ops.jobs.subjects import describe_object
from ops.retention import retention
from reorganisation.models import PlanDraft, ReorganisationPlan, StepChange
from reorganisation.services.plan_runs import (
    announce_coming_ends,
    continue_plan,
    list_due_plans,
    undo_steps,
)
from reorganisation.services.rehearsal import rehearse_draft
from reorganisation.services.step_undo import UNDO_DAYS

# How long a rehearsal may take: it copies the database, and does all steps of the plan.
REHEARSAL_SECONDS = 3600.0


@retention("", label=_("How steps of a reorganisation are taken back"))
def delete_old_step_changes() -> None:
    """Delete the notes of steps that are too old to be taken back."""
    oldest = timezone.now() - timedelta(days=UNDO_DAYS)
    # By the step: half of its notes would take half of it back.
    StepChange.objects.filter(step__done_at__lt=oldest).delete()


@every(timedelta(minutes=1), label=_("See which reorganisations have come"))
def enqueue_due_plans() -> None:
    """Enqueue the plans whose moment has come; however often, the work is done once."""
    for plan in list_due_plans():
        if not is_queued(carry_out_plan, plan.pk):
            carry_out_plan.enqueue(plan.pk)


@every(timedelta(minutes=10), label=_("Announce which units will end"))
def announce_ends_of_plans() -> Iterator[None]:
    """Let websites tell that a plan will end their unit, as far as the days for that have come."""
    yield from announce_coming_ends()


@task(
    backend="queue",
    lane="normal",
    label=_("Carry out a reorganisation"),
    about=describe_object("reorganisation.ReorganisationPlan"),
)
def carry_out_plan(plan: int) -> Iterator[tuple[int]]:
    """Do the next steps of a plan, if it is still due."""
    if found := list_due_plans().filter(pk=plan).select_related("by").first():
        for _step in continue_plan(found):
            yield (plan,)


@task(
    backend="queue",
    lane="long",
    # A process of its own makes the copy and works on it.
    limit_seconds=REHEARSAL_SECONDS,
    label=_("Rehearse a reorganisation"),
    about=describe_object("reorganisation.PlanDraft"),
)
def rehearse(draft: int, by: int) -> None:
    """Rehearse the plan of a draft on a copy of the database."""
    found = PlanDraft.objects.filter(pk=draft).first()
    if found:
        rehearse_draft(found, User.objects.get(pk=by))


@task(
    backend="queue",
    lane="normal",
    label=_("Take steps of a reorganisation back"),
    about=describe_object("reorganisation.ReorganisationPlan"),
)
def undo_step(plan: int, position: int, by: int) -> Iterator[tuple[int, int, int]]:
    """Take a step of a plan back, with those that rest on it."""
    found, user = ReorganisationPlan.objects.get(pk=plan), User.objects.get(pk=by)
    for _step in undo_steps(found, position, user):
        yield plan, position, by
