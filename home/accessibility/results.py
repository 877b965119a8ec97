"""The last recorded check by a program; ``make accessibility`` writes the file.

A website must never say more of itself than stands in it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Problem:
    """One rule that was broken: its name, what it demands, in how many views."""

    rule: str
    demand: str
    views: int


@dataclass(frozen=True)
class Results:
    """When and with what pages were looked at, how many ways, and what was found."""

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
        """Whether every page was looked at in every combination of width, colours and display."""
        return self.views == self.pages * len(self.widths) * len(self.schemes) * self.displays


def read(text: str) -> Results | None:
    """Return what a file of results says; None where nothing was looked at."""
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
    """Return what the file of this release says."""
    return read(FILE.read_text(encoding="utf-8"))
