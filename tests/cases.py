"""Which tests run today, on which database.

A whole run takes an hour on both databases, and most tests find the same on each. With
``CASES=day`` each file of tests runs on one of them, drawn by its name and the day, but for those
whose subject is the database (``ON_BOTH``) and for the long walks (``ON_SQLITE``). Of a test with
many cases (spellings, wrong values, personas) it takes ``DAILY_CASES``, others tomorrow.

``CASES=rest`` takes what the day leaves out, and the files of ``ON_BOTH`` whole: so ``make test``
and ``make drill`` of a day have run every case on both databases, and the drill alone every case
once, which is what its coverage is measured by.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

DAILY_CASES = 4
DATABASES = ("sqlite", "postgresql")
# Files about what the two do differently: search, the queue, locks, what is written at once.
ON_BOTH = re.compile(r"^search/|^ops/|^[^:]*(concurren|transaction|process|all_or_nothing)")

# Walks through the whole admin, of minutes: twice as long on a server.
ON_SQLITE = re.compile(r"^tests/isolation/test_(crawl|comparison|spellings)\.py")


def choose_cases(names: Iterable[str], choice: str, day: date, vendor: str) -> set[str]:
    """Return the names of tests to run: ``file::table[case]``, or without a case, of ``names``.

    ``choice``: ``day`` for those of the day, ``rest`` for all others, ``all`` for both.
    ``vendor``: of the database, one of ``DATABASES``. Raises ValueError for another choice.
    """
    everything = list(dict.fromkeys(names))
    tables: dict[str, list[str]] = defaultdict(list)
    for name in everything:
        tables[name.partition("[")[0]].append(name)
    today = (table for name, table in tables.items() if _is_turn_of(vendor, name, day))
    of_day = {name for table in today for name in _draw(table, day, vendor)}
    match choice:
        case "all":
            return {*everything}
        case "day":
            return of_day
        case "rest":
            return {name for name in everything if name not in of_day or ON_BOTH.search(name)}
    raise ValueError(f"CASES={choice}: day, rest or all")


def _is_turn_of(vendor: str, name: str, day: date) -> bool:
    file = name.partition("::")[0]
    if ON_SQLITE.search(file):
        return vendor == "sqlite"
    number = zlib.crc32(file.encode()) + day.toordinal()
    return bool(ON_BOTH.search(file)) or vendor == DATABASES[number % len(DATABASES)]


def _draw(table: Sequence[str], day: date, vendor: str) -> Sequence[str]:
    # The order of a day must be the same in every process of a run.
    order = Random(f"{day} {table[0].partition('[')[0]}")  # noqa: S311
    cases = order.sample(sorted(table), len(table))
    return cases[:DAILY_CASES] if vendor == "sqlite" else cases[-DAILY_CASES:]
