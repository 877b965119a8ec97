"""Checks of bulletins on all websites, and saving their results."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.utils import timezone

from bulletins.models import DisplayCheck, Expected, Mistake
from bulletins.verification.expecting import Expectation, Plan, bulletins_of, plan_for
from bulletins.verification.judging import Verdict, judge
from bulletins.verification.looking import look_at
from sites.models import Agency, Failure
from sites.models.agency import AgencyQuerySet
from sites.visiting.parallel import in_parallel

Found = list[tuple[Expectation, Verdict]]

_LONGEST_DETAIL = DisplayCheck._meta.get_field("detail").max_length
_KEPT = ("checked_at", "expected", "outcome", "detail", "version", "shown_since")


def verify(bulletins: Collection[int]) -> Iterator[list[DisplayCheck]]:
    """Check bulletins on every website; yield the saved checks of each website.

    `bulletins`: primary keys. A website with a mistake is checked a second time before the result
    counts: a publication or the clock may have changed what it must show in the meantime.
    """
    doubtful = []
    for plan, found in _look(bulletins, Agency.objects.all()):
        if any(isinstance(verdict.outcome, Mistake) for _one, verdict in found):
            doubtful.append(plan.agency.pk)
        else:
            yield _remember(plan.agency, found)
    for plan, found in _look(bulletins, Agency.objects.filter(pk__in=doubtful)):
        yield _remember(plan.agency, found)


def _look(bulletins: Collection[int], agencies: AgencyQuerySet) -> Iterator[tuple[Plan, Found]]:
    sources = bulletins_of(bulletins)
    websites = agencies.with_site().prefetch_related("groups")
    plans = (plan_for(agency, sources) for agency in websites)
    for plan, look in in_parallel(look_at, plans):
        yield plan, [(one, judge(plan, look, one)) for one in plan.expectations]


@transaction.atomic
def _remember(agency: Agency, found: Found) -> list[DisplayCheck]:
    """Save the check of each bulletin that concerns the agency.

    Its audience includes the agency, it was checked there before, or the website shows it wrongly.
    A website that is down is no problem of a bulletin that is not for it.
    """
    former = agency.display_checks.filter(bulletin__in=[one.bulletin_id for one, _verdict in found])
    before = {check.bulletin_id: check for check in former}
    checks = [
        _check(agency, expectation, verdict, before.get(expectation.bulletin_id))
        for expectation, verdict in found
        if expectation.is_addressed
        or expectation.bulletin_id in before
        or isinstance(verdict.outcome, Mistake)
    ]
    return DisplayCheck.objects.bulk_create(
        checks,
        update_conflicts=True,
        unique_fields=["agency", "bulletin"],
        update_fields=_KEPT,
    )


def _check(
    agency: Agency, expectation: Expectation, verdict: Verdict, before: DisplayCheck | None
) -> DisplayCheck:
    now = timezone.now()
    is_shown = expectation.expected == Expected.SHOWN
    since = before.shown_since if before else None
    if is_shown and (before is None or before.version != expectation.mark):
        since = None
    if is_shown and verdict.outcome == Failure.NONE:
        since = since or now
    return DisplayCheck(
        agency=agency,
        bulletin_id=expectation.bulletin_id,
        checked_at=now,
        expected=expectation.expected,
        outcome=verdict.outcome,
        detail=verdict.detail[:_LONGEST_DETAIL],
        version=expectation.mark,
        shown_since=since,
    )
