"""View of the accessibility statement.

It shows the results of the last automatic check, written by ``make accessibility``; it must not
claim more than these results show.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.template.response import TemplateResponse

from sites.requests import AgencyRequest

FILE = Path(__file__).resolve().parents[1] / "data" / "accessibility.json"


@dataclass(frozen=True)
class Problem:
    """Rule that was broken; ``demand``: what it requires; ``views``: in how many views."""

    rule: str
    demand: str
    views: int


@dataclass(frozen=True)
class AccessibilityResults:
    """Results of one check.

    ``pages``: number of pages checked; ``views``: number of checks, that is of pages in all
    combinations; ``widths``: of the window in pixels; ``schemes``: colour schemes; ``displays``:
    number of display settings.
    """

    checked_on: date
    program: str
    browser: str
    pages: int
    views: int
    widths: tuple[int, ...]
    schemes: tuple[str, ...]
    displays: int
    problems: tuple[Problem, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether every page was checked in every width, colour scheme and setting."""
        return self.views == self.pages * len(self.widths) * len(self.schemes) * self.displays


def parse_results(text: str) -> AccessibilityResults | None:
    """Return the results in a JSON text, or None if no page was checked."""
    data = json.loads(text)
    if not data["pages"]:
        return None
    return AccessibilityResults(
        checked_on=date.fromisoformat(data["checked_on"]),
        program=data["program"],
        browser=data["browser"],
        pages=len(data["pages"]),
        views=sum(data["pages"].values()),
        widths=tuple(data["widths"]),
        schemes=tuple(data["schemes"]),
        displays=len(data["displays"]),
        problems=tuple(Problem(**problem) for problem in data["problems"]),
    )


@cache
def find_last_results() -> AccessibilityResults | None:
    """Return the results that come with this release, or None."""
    return parse_results(FILE.read_text(encoding="utf-8"))


def statement(request: AgencyRequest) -> HttpResponse:
    """Render the statement: goal, checks with their results, known problems and contact."""
    context = {"results": find_last_results()}
    return TemplateResponse(request, "home/accessibility.html", context)
