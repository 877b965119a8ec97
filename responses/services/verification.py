"""Display checks: fetch the pages of websites, judge what they show, save the results."""

from collections.abc import Callable, Collection, Iterator, Sequence
from http import HTTPStatus
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from bulletins.models import Bulletin
from bulletins.selectors.localized import get_mark_version
from responses.models import DisplayCheck, DisplayError, Expected
from responses.selectors.expected_display import (
    HOME,
    CheckPlan,
    Expectation,
    build_check_plan,
    list_bulletins,
)
from responses.services.fetched_pages import FetchedPages, Page, PageOrError, fetch_pages
from sites.models import Agency, Failure
from sites.probe import ProbeError, map_in_threads
from sites.services.host_checks import classify_failure

# Status of the response at a bulletin's URL, by what is expected of it.
STATUS = {
    Expected.SHOWN: HTTPStatus.OK,
    Expected.OVER: HTTPStatus.OK,
    Expected.WITHDRAWN: HTTPStatus.GONE,
    Expected.ABSENT: HTTPStatus.NOT_FOUND,
    Expected.ELSEWHERE: HTTPStatus.OK,
}

_MAX_DETAIL_LENGTH = DisplayCheck._meta.get_field("detail").max_length
_KEPT = (
    *("checked_at", "expected", "outcome", "detail", "version", "shown_since"),
    *("first_shown_at", "last_shown_at", "shown_version"),
)

# Agencies that are loaded at a time, with what is read on their websites: there may be thousands,
# and a process keeps what it once took.
AGENCIES_AT_A_TIME = 100
# Websites that a check reads side by side. Readers come first: after an emergency for thousands of
# websites a check draws as many pages anew, and with more at a time they waited for it.
READ_AT_A_TIME = 2


class CheckResult(NamedTuple):
    """Problem, or `Failure.NONE`, and a detail for finding its cause."""

    outcome: Failure | DisplayError
    detail: str = ""


FINE = CheckResult(Failure.NONE)


def evaluate(plan: CheckPlan, look: FetchedPages, expectation: Expectation) -> CheckResult:
    """Return the first problem of a bulletin on a website, the worst for readers first."""
    page = look.pages[expectation.path]
    verdicts = (
        _check_page(page, expectation),
        _check_listing_page(look.home, HOME),
        _check_banner(look.home, expectation),
        _check_listing_page(look.listing, plan.listing),
        _check_lists(look, expectation),
        _check_urgent_list(look.home, expectation),
    )
    return next((verdict for verdict in verdicts if verdict != FINE), FINE)


def _check_page(page: PageOrError, expectation: Expectation) -> CheckResult:
    if isinstance(page, ProbeError):
        return CheckResult(page.failure, page.detail)
    failure, detail = classify_failure(page.answer, STATUS[expectation.expected])
    if failure != Failure.NONE:
        return _check_status(page.answer.status, expectation) or CheckResult(failure, detail)
    return FINE if expectation.expected == Expected.ABSENT else _check_mark(page.mark, expectation)


def _check_status(status: int, expectation: Expectation) -> CheckResult | None:
    """Return the problem that the page is there, or is not; None for any other status.

    `status`: an unexpected HTTP status.
    """
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        is_gone = expectation.expected in (Expected.WITHDRAWN, Expected.ABSENT)
        return CheckResult(
            DisplayError.STATE if is_gone else DisplayError.MISSING, f"HTTP {status}"
        )
    return CheckResult(DisplayError.LEFT, f"HTTP {status}") if status == HTTPStatus.OK else None


def _check_mark(mark: str, expectation: Expectation) -> CheckResult:
    if mark == expectation.mark:
        return FINE
    key, version, _state = expectation.mark.split(":")
    if not mark.startswith(f"{key}:"):
        return CheckResult(Failure.FOREIGN)
    is_same = mark.startswith(f"{key}:{version}:")
    return CheckResult(DisplayError.STATE if is_same else DisplayError.STALE)


def _check_listing_page(page: PageOrError, path: str) -> CheckResult:
    if isinstance(page, ProbeError):
        return CheckResult(page.failure, page.detail)
    failure, detail = classify_failure(page.answer)
    return CheckResult(failure, f"{path} {detail}".strip()) if failure != Failure.NONE else FINE


def _check_banner(home: PageOrError, expectation: Expectation) -> CheckResult:
    if isinstance(home, ProbeError):
        return FINE
    key = expectation.mark.partition(":")[0]
    shown = {mark for mark in home.banners if mark.startswith(f"{key}:")}
    if shown == ({expectation.mark} if expectation.has_banner else set()):
        return FINE
    if not expectation.has_banner:
        return CheckResult(DisplayError.BANNER_LEFT)
    return CheckResult(DisplayError.STALE_BANNER if shown else DisplayError.NO_BANNER)


def _check_lists(look: FetchedPages, expectation: Expectation) -> CheckResult:
    if expectation.expected == Expected.SHOWN or expectation.has_banner:
        return FINE
    pages = [page for page in (look.home, look.listing) if isinstance(page, Page)]
    is_listed = any(expectation.path in page.links for page in pages)
    return CheckResult(DisplayError.LISTED) if is_listed else FINE


def _check_urgent_list(home: PageOrError, expectation: Expectation) -> CheckResult:
    """Return whether the home page lists an urgent bulletin of other places just when it must.

    Elsewhere its mark differs from that of its page by the state alone: there it is in force.
    """
    if isinstance(home, ProbeError):
        return FINE
    key, version, _state = expectation.mark.split(":")
    shown = {mark.rpartition(":")[0] for mark in home.urgent if mark.startswith(f"{key}:")}
    if shown == ({f"{key}:{version}"} if expectation.is_listed else set()):
        return FINE
    return CheckResult(DisplayError.UNLISTED if expectation.is_listed else DisplayError.LISTED)


SiteResults = list[tuple[Expectation, CheckResult]]


# Which bulletins are read on the website of an agency: their primary keys.
Choose = Callable[[Agency], Collection[int]]


# The agency of a website, and its saved checks.
SiteChecks = tuple[int, list[DisplayCheck]]


def check_bulletins(
    bulletins: Collection[int], agencies: Sequence[int] | None = None
) -> Iterator[SiteChecks]:
    """Check bulletins on websites; yield as `check_websites`.

    `bulletins`: primary keys. `agencies`: those whose websites are read, None for all.
    """
    return check_websites(lambda _agency: bulletins, agencies)


def check_websites(choose: Choose, agencies: Sequence[int] | None = None) -> Iterator[SiteChecks]:
    """Check the chosen bulletins of each website; yield its agency and the saved checks.

    `choose`: says which bulletins are read there; nothing is asked of a website without any.
    `agencies`: primary keys of those whose websites are read, in this order; None for all. A
    website with a mistake is checked a second time before the result counts, soon after the others
    with which it is read (`AGENCIES_AT_A_TIME`): a publication or the clock may have changed what
    it must show in the meantime.
    """
    if agencies is None:
        agencies = list(Agency.objects.values_list("pk", flat=True))
    for first in range(0, len(agencies), AGENCIES_AT_A_TIME):
        doubtful = []
        for plan, found in _check_sites(choose, agencies[first : first + AGENCIES_AT_A_TIME]):
            if any(isinstance(verdict.outcome, DisplayError) for _one, verdict in found):
                doubtful.append(plan.agency.pk)
            else:
                yield plan.agency.pk, _save_checks(plan.agency, found)
        for plan, found in _check_sites(choose, doubtful):
            yield plan.agency.pk, _save_checks(plan.agency, found)


def _check_sites(
    choose: Choose, agencies: Sequence[int]
) -> Iterator[tuple[CheckPlan, SiteResults]]:
    plans = (build_check_plan(agency, chosen) for agency, chosen in _load(choose, agencies))
    for plan, fetched in map_in_threads(fetch_pages, plans, READ_AT_A_TIME):
        yield (
            plan,
            [
                (expectation, evaluate(plan, fetched, expectation))
                for expectation in plan.expectations
            ],
        )


def _load(choose: Choose, keys: Sequence[int]) -> Iterator[tuple[Agency, list[Bulletin]]]:
    """Yield agencies and the bulletins that are read there, with what `build_check_plan` needs."""
    agencies = Agency.objects.with_site().select_related("parent").prefetch_related("groups")
    found = agencies.in_bulk(keys)
    # Whoever was deleted in the meantime is missing.
    chosen = [(found[key], set(choose(found[key]))) for key in keys if key in found]
    bulletins = list_bulletins({key for _agency, wanted in chosen for key in wanted})
    for agency, wanted in chosen:
        if here := [bulletin for bulletin in bulletins if bulletin.pk in wanted]:
            yield agency, here


@transaction.atomic
def _save_checks(agency: Agency, results: SiteResults) -> list[DisplayCheck]:
    """Save the check of each bulletin that concerns the agency.

    Its audience includes the agency, its home page lists it, it was checked there before, or the
    website shows it wrongly. A website that is down is no problem of a bulletin that is not for it.
    """
    former = agency.display_checks.filter(
        bulletin__in=[one.bulletin_id for one, _verdict in results]
    )
    before = {check.bulletin_id: check for check in former}
    checks = [
        _build_check(agency, expectation, verdict, before.get(expectation.bulletin_id))
        for expectation, verdict in results
        if expectation.is_addressed
        or expectation.is_listed
        or expectation.bulletin_id in before
        or isinstance(verdict.outcome, DisplayError)
    ]
    return DisplayCheck.objects.bulk_create(
        checks,
        update_conflicts=True,
        unique_fields=["agency", "bulletin"],
        update_fields=_KEPT,
    )


def _build_check(
    agency: Agency, expectation: Expectation, verdict: CheckResult, before: DisplayCheck | None
) -> DisplayCheck:
    now = timezone.now()
    is_shown = expectation.expected == Expected.SHOWN
    since = before.shown_since if before else None
    if is_shown and (before is None or before.version != expectation.mark):
        since = None
    first = before.first_shown_at if before else None
    last = before.last_shown_at if before else None
    seen = before.shown_version if before else ""
    if is_shown and verdict.outcome == Failure.NONE:
        since = since or now
        first, last, seen = first or now, now, get_mark_version(expectation.mark)
    return DisplayCheck(
        agency=agency,
        bulletin_id=expectation.bulletin_id,
        checked_at=now,
        expected=expectation.expected,
        outcome=verdict.outcome,
        detail=verdict.detail[:_MAX_DETAIL_LENGTH],
        version=expectation.mark,
        shown_since=since,
        first_shown_at=first,
        last_shown_at=last,
        shown_version=seen,
    )
