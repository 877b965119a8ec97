"""Display problems by reason: mostly there is one, on many websites."""

from itertools import groupby
from typing import NamedTuple

from bulletins.models import DisplayCheck
from bulletins.models.display_check import DisplayCheckQuerySet
from bulletins.verification.words import advice_on
from sites.models import Agency


class Fault(NamedTuple):
    """Reason of problems, advice, and the failing checks of each website."""

    words: str
    advice: str
    websites: list[tuple[Agency, list[DisplayCheck]]]


def faults_among(checks: DisplayCheckQuerySet) -> list[Fault]:
    """Return the problems among some checks, each reason once."""
    wrong = checks.failing().select_related("agency__site", "bulletin")
    wrong = wrong.order_by("outcome", "agency__sort_key", "agency", "bulletin")
    by_reason = groupby(wrong, key=lambda check: check.outcome)
    return [_fault(list(of_reason)) for _outcome, of_reason in by_reason]


def _fault(checks: list[DisplayCheck]) -> Fault:
    by_website = groupby(checks, key=lambda check: check.agency)
    return Fault(
        words=checks[0].get_outcome_display(),
        advice=advice_on(checks[0]),
        websites=[(agency, list(of_agency)) for agency, of_agency in by_website],
    )
