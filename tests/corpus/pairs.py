"""Choice of a few cases that have, together, whatever all cases have (pairwise testing)."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Case = TypeVar("Case", bound=Hashable)


def choose_covering(
    cases: Sequence[Case], list_parts: Callable[[Case], set[Hashable]]
) -> list[Case]:
    """Return a small part of ``cases`` that has each part that one of them has.

    ``list_parts``: returns what a case has, such as pairs of properties that are to meet. The
    choice is the same in every run: always the case with the most new parts, the first of equals.
    """
    parts = {case: list_parts(case) for case in cases}
    missing = set().union(*parts.values())
    chosen = []
    while missing:
        best = max(cases, key=lambda case: len(parts[case] & missing))
        chosen.append(best)
        missing -= parts[best]
    return chosen
