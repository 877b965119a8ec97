"""Which tests run today, on which database.

A whole run takes an hour on both databases, and most tests find the same on each. Each file of
tests has one of them today, drawn by its name and the day, and the other tomorrow; but for those
whose subject is the database, which run on both (``ON_BOTH``), and for the long walks
(``ON_SQLITE``), of which a day has one half and the next the other (``WALKS``).

``CASES=day`` runs each file on its database of today. Of a test with many cases (spellings, wrong
values, personas) it takes ``DAILY_CASES``, others tomorrow.

``CASES=rest`` runs each file on the other database, with all cases. So ``make test`` and
``make drill`` of a day have run every test on both, and the drill alone every case once, which is
what its coverage is measured by.

Tests marked ``drill`` are in no whole run; of them ``rest`` takes each file on its database of
today, with all cases (``drill`` below).

Tests in a browser have no database to choose: ``day`` takes every other file, the others tomorrow,
and a quarter of a table, or ``DAILY_CASES``; ``rest`` takes all that is left, with whatever only
drills run.
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
ON_BOTH = re.compile(
    r"^search/|^tests/test_upgrade|^[^:]*(concurren|transaction|process|all_or_nothing)"
    r"|^ops/tests/test_(clocks|database|health|mail_queue|metrics|periodic|retention|run_jobs)"
)
# Walks through the whole admin, of minutes: twice as long on a server, where ``rest`` takes them.
WALKS = (
    re.compile(r"^tests/isolation/test_crawl\.py"),
    re.compile(r"^tests/isolation/test_(comparison|spellings)\.py"),
)
ON_SQLITE = re.compile("|".join(walk.pattern for walk in WALKS))


def choose_cases(names: Iterable[str], choice: str, day: date, vendor: str) -> set[str]:
    """Return the names of tests to run: ``file::table[case]``, or without a case, of ``names``.

    ``choice``: ``day``, ``rest`` or ``drill``, as above, or ``all``. ``vendor``: of the database,
    one of ``DATABASES``. Raises ValueError for another choice.
    """
    everything = list(dict.fromkeys(names))
    match choice:
        case "all":
            return {*everything}
        case "day":
            here = (
                name
                for name in everything
                if ON_BOTH.search(name) or (_get_vendor(name, day) == vendor and _is_due(name, day))
            )
            tables = _group_by_table(here).values()
            return {name for table in tables for name in _draw(table, day, vendor)}
        case "rest":
            return {
                name
                for name in everything
                if ON_BOTH.search(name) or _get_vendor(name, day) != vendor
            }
        case "drill":
            return {
                name for name in everything if ON_BOTH.search(name) or _toss(name, day) == vendor
            }
    raise ValueError(f"CASES={choice}: day, rest, drill or all")


def choose_browser_cases(names: Iterable[str], choice: str, day: date) -> set[str]:
    """Return the names of tests in a browser to run, of ``names``.

    ``choice``: ``day``, ``rest`` (what ``day`` leaves out) or ``all``. Raises ValueError for
    another choice.
    """
    everything = {*names}
    match choice:
        case "all":
            return everything
        case "day":
            here = (name for name in sorted(everything) if _toss(name, day) == DATABASES[0])
            tables = _group_by_table(here).values()
            return {name for table in tables for name in _draw_quarter(table, day)}
        case "rest":
            return everything - choose_browser_cases(everything, "day", day)
    raise ValueError(f"CASES={choice}: day, rest or all")


def _group_by_table(names: Iterable[str]) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = defaultdict(list)
    for name in names:
        tables[name.partition("[")[0]].append(name)
    return tables


def _get_vendor(name: str, day: date) -> str:
    return DATABASES[0] if ON_SQLITE.search(name) else _toss(name, day)


def _is_due(name: str, day: date) -> bool:
    return not any(
        walk.search(name) and day.toordinal() % len(WALKS) != number
        for number, walk in enumerate(WALKS)
    )


def _toss(name: str, day: date) -> str:
    number = zlib.crc32(name.partition("::")[0].encode()) + day.toordinal()
    return DATABASES[number % len(DATABASES)]


def _draw(table: Sequence[str], day: date, vendor: str) -> Sequence[str]:
    cases = _shuffle(table, day)
    return cases[:DAILY_CASES] if vendor == "sqlite" else cases[-DAILY_CASES:]


def _draw_quarter(table: Sequence[str], day: date) -> Sequence[str]:
    return _shuffle(table, day)[: max(DAILY_CASES, len(table) // 4)]


def _shuffle(table: Sequence[str], day: date) -> Sequence[str]:
    # The order of a day must be the same in every process of a run.
    order = Random(f"{day} {table[0].partition('[')[0]}")  # noqa: S311
    return order.sample(sorted(table), len(table))
