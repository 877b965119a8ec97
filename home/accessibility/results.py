"""Results of the last automatic accessibility check, written by ``make accessibility``.

A website's statement must not claim more than these results show.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Problem:
    """Rule that was broken; ``demand``: what it requires; ``views``: in how many views."""

    rule: str
    demand: str
    views: int


@dataclass(frozen=True)
class Results:
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


def read(text: str) -> Results | None:
    """Return the results in a JSON text, or None if no page was checked."""
    data = json.loads(text)
    if not data["pages"]:
        return None
    return Results(
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
def last_results() -> Results | None:
    """Return the results that come with this release, or None."""
    return read(FILE.read_text(encoding="utf-8"))
