"""Services of the workers: they carry plans out whose moment has come, and take steps back."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_administrator
from reorganisation.models import ReorganisationPlan, ReorganisationStep
from reorganisation.services.announcements import announce_ends
from reorganisation.services.plans import iter_done_steps
from reorganisation.services.step_undo import iter_undone_steps


def list_due_plans() -> QuerySet[ReorganisationPlan]:
    """Return the plans whose moment has come and that have a step to do."""
    steps = ReorganisationStep.objects.filter(
        plan=OuterRef("pk"), done_at=None, due_on__lte=timezone.localdate()
    )
    waiting = ReorganisationPlan.objects.filter(runs_at__lte=timezone.now(), refusal="")
    return waiting.filter(Exists(steps))


def continue_plan(plan: ReorganisationPlan) -> Iterator[None]:
    """Do the next steps of a plan that is due; yield after each.

    Where a step is refused, or the person in whose name it is done is no ICT administrator any
    more, the plan keeps the reason and is left alone until somebody goes on with it.
    """

    def is_halted() -> bool:
        return not list_due_plans().filter(pk=plan.pk).exists()

    by = plan.by
    if by is None or not is_administrator(by):
        _refuse(plan, _("Whoever set the moment is no ICT administrator any more."))
        return
    try:
        steps = iter_done_steps(plan, until=timezone.localdate(), by=by, is_halted=is_halted)
        for _step in steps:
            if is_halted():
                break
            yield
    except ValidationError as error:
        _refuse(plan, " ".join(error.messages))
    # Looks at all that is public, so once, when nothing of the plan is left to do now.
    if not list_due_plans().filter(pk=plan.pk).exists():
        _check_search()


def _check_search() -> None:
    # The search of the websites is an app that this one does not know.
    call_command("check_search_index", later=True)


def announce_coming_ends() -> Iterator[None]:
    """Announce what plans will end that have their moment, be it still to come; yield after each.

    Where one is refused, the plan keeps the reason, as in ``continue_plan``.
    """
    waiting = ReorganisationPlan.objects.filter(runs_at__isnull=False, refusal="")
    steps = ReorganisationStep.objects.filter(plan=OuterRef("pk"), done_at=None)
    for plan in waiting.filter(Exists(steps)).select_related("by"):
        # Whether somebody else has to set the moment is said when it has come.
        if plan.by and is_administrator(plan.by):
            try:
                announce_ends(plan, today=timezone.localdate(), by=plan.by)
            except ValidationError as error:
                _refuse(plan, " ".join(error.messages))
        yield


def undo_steps(plan: ReorganisationPlan, position: int, by: User) -> Iterator[None]:
    """Take a step back with those that rest on it; yield after each.

    The plan says why, where one is refused.
    """
    try:
        for _step in iter_undone_steps(plan, position=position, by=by):
            yield
    except ValidationError as error:
        _refuse(plan, " ".join(error.messages))
    _check_search()


def _refuse(plan: ReorganisationPlan, reason: str) -> None:
    ReorganisationPlan.objects.filter(pk=plan.pk).update(refusal=reason)
