"""Websites of agencies that a plan will end say so beforehand, with who serves from then on."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from reorganisation.models import ReorganisationPlan, ReorganisationStep, StepAction
from sites.models import Agency
from sites.services.archiving import announce_end


def announce_ends(plan: ReorganisationPlan, *, today: date, by: User) -> list[Agency]:
    """Announce what a plan will end, as far as the days for that have come; return whom.

    Each end is told once, and again when more of the successors exist: those that the plan makes
    on the day itself have no website before. ``by``: in whose name; the journal has it.
    """
    waiting = plan.steps.filter(action=StepAction.ARCHIVE, done_at=None)
    due = [step for step in waiting if _is_due(step, today)]
    codes = {code for step in due for code in (step.code, *step.values["successors"])}
    agencies = Agency.objects.active().prefetch_related("successions__to_agency")
    known = agencies.in_bulk(codes, field_name="code")
    return [
        known[step.code]
        for step in due
        if step.code in known and _announce(step, known[step.code], known, by)
    ]


def _is_due(step: ReorganisationStep, today: date) -> bool:
    announced_on = step.values.get("announced_on")
    if announced_on is None:
        return False
    # Only a plan that is played on former days has ends that are over and not done.
    last_day = _get_last_day(step)
    return date.fromisoformat(announced_on) <= today <= last_day >= timezone.localdate()


def _get_last_day(step: ReorganisationStep) -> date:
    return date.fromisoformat(step.values["ended_on"])


def _announce(step: ReorganisationStep, agency: Agency, known: dict[str, Agency], by: User) -> bool:
    shares = {code: share for code, share in step.values["shares"].items() if code in known}
    said = {link.to_agency.code: link.share for link in agency.successions.all()}
    if agency.ends_on == _get_last_day(step) and said == shares:
        return False
    announce_end(
        agency=agency,
        successors=[known[code] for code in shares],
        shares={known[code].pk: share for code, share in shares.items()},
        ends_on=_get_last_day(step),
        by=by,
    )
    return True
