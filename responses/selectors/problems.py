"""Problems with a bulletin at agencies: the registry of sources, and display problems.

A problem is anything but a missing acknowledgement, for example that the agency's website does not
show the bulletin. Problems appear in the work list and in the closing report.

Display problems are grouped by reason: mostly there is one, on many websites.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.dashboard import DashboardTask
from bulletins.models import Bulletin
from bulletins.roles import can_publish
from responses.models import DisplayCheck, DisplayError, VerificationQuerySet
from sites.models import Agency, AgencyQuerySet, HostCheck
from sites.services import host_checks

# Returns problem texts by agency primary key. A source may make a few queries at most.
Source = Callable[[Bulletin], Mapping[int, str]]
_sources: list[Source] = []

_OLD = gettext_lazy("An old copy is handed out. Have the caches before the website emptied.")
_OPEN_PAGE = gettext_lazy("Open the page yourself, then tell those who run the server.")

ADVICE: dict[str, str | Promise] = host_checks.ADVICE | {
    DisplayError.MISSING: _OPEN_PAGE,
    DisplayError.STALE: _OLD,
    DisplayError.STATE: _OLD,
    DisplayError.LEFT: _OLD,
    DisplayError.NO_BANNER: _OLD,
    DisplayError.STALE_BANNER: _OLD,
    DisplayError.BANNER_LEFT: _OLD,
    DisplayError.LISTED: _OLD,
}


def register_problem_source(source: Source) -> Source:
    """Register a source of problems; usable as a decorator."""
    _sources.append(source)
    return source


def list_problems(bulletin: Bulletin) -> dict[int, list[str]]:
    """Return the problems that all sources report, by agency primary key."""
    found: dict[int, list[str]] = {}
    for source in _sources:
        for agency, problem in source(bulletin).items():
            found.setdefault(agency, []).append(problem)
    return found


def get_advice(check: DisplayCheck) -> str:
    """Return the advice on the outcome of a check; empty if nothing is wrong."""
    return str(ADVICE.get(check.outcome, ""))


class DisplayProblem(NamedTuple):
    """Reason of problems, advice, and the failing checks of each website."""

    label: str
    advice: str
    websites: list[tuple[Agency, list[DisplayCheck]]]


def group_display_problems(checks: VerificationQuerySet) -> list[DisplayProblem]:
    """Return the problems among some checks, each reason once."""
    failing = checks.failing().select_related("agency__site", "bulletin")
    failing = failing.order_by("outcome", "agency__sort_key", "agency", "bulletin")
    by_reason = groupby(failing, key=lambda check: check.outcome)
    return [_make_problem(list(of_reason)) for _outcome, of_reason in by_reason]


def _make_problem(checks: list[DisplayCheck]) -> DisplayProblem:
    by_website = groupby(checks, key=lambda check: check.agency)
    return DisplayProblem(
        label=checks[0].get_outcome_display(),
        advice=get_advice(checks[0]),
        websites=[(agency, list(of_agency)) for agency, of_agency in by_website],
    )


def get_display_problem_labels(bulletin: Bulletin) -> dict[int, str]:
    """Return the problem that the last check found, by agency primary key."""
    failing = DisplayCheck.objects.failing().filter(bulletin=bulletin)
    return {check.agency_id: check.get_outcome_display() for check in failing}


def list_display_problems(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield one dashboard task if there are display problems, for users who may publish."""
    if not can_publish(request.user):
        return
    number = list_problem_agencies().count()
    if number:
        yield DashboardTask(
            title=format_headline(number),
            url=reverse("displays"),
            detail=_("What is wrong, and what to do."),
        )


def list_problem_agencies() -> AgencyQuerySet:
    """Return the agencies whose website has a display problem, or a host name a failure."""
    shown_wrong = DisplayCheck.objects.failing().filter(agency=OuterRef("pk"))
    names = HostCheck.objects.failing().filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(shown_wrong) | Exists(names))


def format_headline(number: int) -> str:
    """Return a sentence with the number of websites that have problems."""
    message = ngettext(
        "%(number)s website does not show what it should",
        "%(number)s websites do not show what they should",
        number,
    )
    return message % {"number": number}
