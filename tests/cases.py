"""Which cases of a test that has many run today.

What such a table tries (spellings, wrong values, personas) is seldom a matter of the day's change.
With ``CASES=day`` a whole run takes ``DAILY_CASES`` of each table, others on the other database and
others tomorrow; ``make drill`` runs every case on both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

DAILY_CASES = 4


def choose_cases(names: Iterable[str], choice: str, day: date, vendor: str) -> set[str]:
    """Return the names of tests to run: ``table[case]``, or a name without a case, of ``names``.

    ``choice``: ``day`` for those of the day, ``rest`` for all others, ``all`` for both.
    ``vendor``: of the database, as Django names it. Raises ValueError for another choice.
    """
    everything = list(dict.fromkeys(names))
    tables: dict[str, list[str]] = defaultdict(list)
    for name in everything:
        tables[name.partition("[")[0]].append(name)
    of_day = {name for table in tables.values() for name in _draw(table, day, vendor)}
    match choice:
        case "all":
            return {*everything}
        case "day":
            return of_day
        case "rest":
            return {*everything} - of_day
    raise ValueError(f"CASES={choice}: day, rest or all")


def _draw(table: Sequence[str], day: date, vendor: str) -> Sequence[str]:
    # The order of a day must be the same in every process of a run.
    order = Random(f"{day} {table[0].partition('[')[0]}")  # noqa: S311
    cases = order.sample(sorted(table), len(table))
    return cases[:DAILY_CASES] if vendor == "sqlite" else cases[-DAILY_CASES:]
