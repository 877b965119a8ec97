"""Evaluation of what was fetched from a website: what is wrong with a bulletin there."""

from http import HTTPStatus
from typing import NamedTuple

from bulletins.models import Expected, Mistake
from bulletins.verification.expecting import HOME, Expectation, Plan
from bulletins.verification.looking import Look, Seen
from bulletins.verification.page import Page
from sites.models import Failure
from sites.visiting.addresses import Unreached
from sites.visiting.hosts import failure_of

# Status of the response at a bulletin's URL, by what is expected of it.
STATUS = {
    Expected.SHOWN: HTTPStatus.OK,
    Expected.OVER: HTTPStatus.OK,
    Expected.WITHDRAWN: HTTPStatus.GONE,
    Expected.ABSENT: HTTPStatus.NOT_FOUND,
}


class Verdict(NamedTuple):
    """Problem, or `Failure.NONE`, and a detail for finding its cause."""

    outcome: Failure | Mistake
    detail: str = ""


FINE = Verdict(Failure.NONE)


def judge(plan: Plan, look: Look, expectation: Expectation) -> Verdict:
    """Return the first problem of a bulletin on a website, the worst for readers first."""
    page = look.pages[expectation.path]
    verdicts = (
        _of_page(page, expectation),
        _of_front(look.home, HOME),
        _of_banner(look.home, expectation),
        _of_front(look.listing, plan.listing),
        _of_lists(look, expectation),
    )
    return next((verdict for verdict in verdicts if verdict != FINE), FINE)


def _of_page(page: Seen, expectation: Expectation) -> Verdict:
    if isinstance(page, Unreached):
        return Verdict(page.failure, page.detail)
    failure, detail = failure_of(page.answer, STATUS[expectation.expected])
    if failure != Failure.NONE:
        return _of_status(page.answer.status, expectation) or Verdict(failure, detail)
    return FINE if expectation.expected == Expected.ABSENT else _of_mark(page.mark, expectation)


def _of_status(status: int, expectation: Expectation) -> Verdict | None:
    """Return the problem that the page is there, or is not; None for any other status.

    `status`: an unexpected HTTP status.
    """
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        is_gone = expectation.expected in (Expected.WITHDRAWN, Expected.ABSENT)
        return Verdict(Mistake.STATE if is_gone else Mistake.MISSING, f"HTTP {status}")
    return Verdict(Mistake.LEFT, f"HTTP {status}") if status == HTTPStatus.OK else None


def _of_mark(mark: str, expectation: Expectation) -> Verdict:
    if mark == expectation.mark:
        return FINE
    key, version, _state = expectation.mark.split(":")
    if not mark.startswith(f"{key}:"):
        return Verdict(Failure.FOREIGN)
    is_same = mark.startswith(f"{key}:{version}:")
    return Verdict(Mistake.STATE if is_same else Mistake.STALE)


def _of_front(page: Seen, path: str) -> Verdict:
    if isinstance(page, Unreached):
        return Verdict(page.failure, page.detail)
    failure, detail = failure_of(page.answer)
    return Verdict(failure, f"{path} {detail}".strip()) if failure != Failure.NONE else FINE


def _of_banner(home: Seen, expectation: Expectation) -> Verdict:
    if isinstance(home, Unreached):
        return FINE
    key = expectation.mark.partition(":")[0]
    shown = {mark for mark in home.banners if mark.startswith(f"{key}:")}
    if shown == ({expectation.mark} if expectation.has_banner else set()):
        return FINE
    if not expectation.has_banner:
        return Verdict(Mistake.BANNER_LEFT)
    return Verdict(Mistake.STALE_BANNER if shown else Mistake.NO_BANNER)


def _of_lists(look: Look, expectation: Expectation) -> Verdict:
    if expectation.expected == Expected.SHOWN or expectation.has_banner:
        return FINE
    pages = [page for page in (look.home, look.listing) if isinstance(page, Page)]
    is_listed = any(expectation.path in page.links for page in pages)
    return Verdict(Mistake.LISTED) if is_listed else FINE
