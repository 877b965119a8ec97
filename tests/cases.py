"""Which cases of a test that has many run on the second database.

What such a table tries (spellings, wrong values, personas) is seldom the database's own matter. On
SQLite every case runs; on PostgreSQL ``CASES`` of each table do, others each day, and
``make drill`` runs those that the day leaves out (``CASES=rest``; ``CASES=all`` runs all).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

CASES = 4


def choose_cases(names: Iterable[str], choice: str, day: date) -> set[str]:
    """Return the names of tests to run: ``table[case]``, or a name without a case, of ``names``.

    ``choice``: ``day`` for those of the day, ``rest`` for all others, ``all`` for both.
    Raises ValueError for another choice.
    """
    everything = list(dict.fromkeys(names))
    tables: dict[str, list[str]] = defaultdict(list)
    for name in everything:
        tables[name.partition("[")[0]].append(name)
    of_day = {name for table in tables.values() for name in _draw(table, day)}
    match choice:
        case "all":
            return {*everything}
        case "day":
            return of_day
        case "rest":
            return {*everything} - of_day
    raise ValueError(f"CASES={choice}: day, rest or all")


def _draw(table: Sequence[str], day: date) -> Sequence[str]:
    if len(table) <= CASES:
        return table
    # The order of a day must be the same in every process of a run.
    return Random(f"{day} {table[0].partition('[')[0]}").sample(sorted(table), CASES)  # noqa: S311
