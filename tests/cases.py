"""Which tests run today, on which database.

All tests take an hour and a half on both databases, and most find the same on each. ``make test``
has 25 minutes. So of five days each file of tests has SQLite on one, PostgreSQL on one and is left
to the drill on three, by its name and the day; but for those whose subject is the database,
which run on both (``ON_BOTH``), and for the long walks (``ON_SQLITE``), of which each has one
day in three (``WALKS``). Tests that ask no database all run, every day, and so does what must not
fail on any day (``EVERY_DAY``), on SQLite with all its cases.

``CASES=day`` runs each file on its database of today. Of a test with many cases (spellings, wrong
values, personas) it takes ``DAILY_CASES``, others tomorrow.

``CASES=rest`` runs each file with all cases: on the other database, or on one of them where it has
none today. So it alone has run every case once, which is what ``make coverage`` measures, and with
``make test`` half of the files on both databases.

Tests marked ``drill`` are in no whole run; of them ``rest`` takes each file on one database, with
all cases (choice ``marked`` below).

Tests in a browser have no database to choose: ``day`` takes every fifth file, and of a table a
quarter, or ``DAILY_CASES``; ``rest`` takes what is left, with whatever only drills run.

``CASES=drill``, for ``make drill``, which has an hour: as ``rest``, but half of the tests in a
browser, by their files, and of what takes minutes one of the lists of ``LONG``. The others have
their turn on the days after (``keep_due``).
"""

import os
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

IN_BROWSER = "tests/browser/"
DAILY_CASES = 4
DATABASES = ("sqlite", "postgresql")
# Days after which a file has its first database again.
DAYS = 5
# Files about what the two do differently: search, the queue, locks, what is written at once.
ON_BOTH = re.compile(
    r"^search/tests/test_(index|kept_queries|ranking|results|scope|spelling|suggestions|timeouts|words)"
    r"|^tests/test_upgrade|^[^:]*(concurren|transaction|process|all_or_nothing)"
    r"|^ops/tests/test_(clocks|database|health|mail_queue|metrics|periodic|retention|run_jobs)"
)
# How texts come in and are opened again: what was stored once cannot be mended by whoever opens it.
EVERY_DAY = re.compile(r"^tests/(?:browser/)?test_(?:corpus|round_trips)")
# Walks through the whole admin, of minutes: twice as long on a server, where ``rest`` takes them.
WALKS = (
    re.compile(r"^tests/isolation/test_crawl\.py"),
    re.compile(r"^tests/isolation/test_comparison\.py"),
    re.compile(r"^tests/isolation/test_spellings\.py"),
)
ON_SQLITE = re.compile("|".join(walk.pattern for walk in WALKS))
# What takes minutes, in lists that take equally long; a drill has one of them.
LONG = (
    re.compile(r"^tests/(isolation/test_crawl|test_backup|test_moved_agency)\.py"),
    re.compile(
        r"^tests/(isolation/test_(comparison|spellings)|words/test_screens)\.py"
        r"|^responses/tests/test_verification_memory\.py"
    ),
    re.compile(
        r"^demo/tests/test_reorganised_demo\.py"
        r"|^tests/(deployment/test_installation|test_rehearsal)\.py"
    ),
)


def get_test_day() -> date:
    """Return the day of this run: ``TEST_DAY`` (ISO 8601), which make tells its parts, or today."""
    return date.fromisoformat(os.environ.get("TEST_DAY") or date.today().isoformat())


def choose_cases(names: Iterable[str], choice: str, day: date, vendor: str) -> set[str]:
    """Return the names of tests to run: ``file::table[case]``, or without a case, of ``names``.

    ``choice``: ``day`` or ``rest``, as above, ``marked``, for tests marked ``drill``, or ``all``.
    ``vendor``: of the database, one of ``DATABASES``. Raises ValueError for another choice.
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
                if ON_BOTH.search(name) or _get_vendor_of_rest(name, day) == vendor
            }
        case "marked":
            return {
                name
                for name in everything
                if ON_BOTH.search(name) or _take_turns(name, day) == vendor
            }
    raise ValueError(f"CASES={choice}: day, rest, drill or all")


def keep_due(names: Iterable[str], day: date) -> set[str]:
    """Return the names without those whose turn in a drill comes on a day after ``day``.

    These are half of the files of ``tests/browser/``, and all lists of ``LONG`` but one.
    """
    later = [
        tests for place, tests in enumerate(LONG) if (day.toordinal() + place) % len(LONG) != 0
    ]
    return {
        name
        for name in names
        if not (
            _is_later(name, day)
            if name.startswith(IN_BROWSER)
            else any(tests.search(name) for tests in later)
        )
    }


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
            here = (
                name
                for name in sorted(everything)
                if EVERY_DAY.search(name) or _get_turn(name, day) == 0
            )
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


def _get_vendor(name: str, day: date) -> str | None:
    """Return the database that a file has in ``day``, or None."""
    if ON_SQLITE.search(name) or EVERY_DAY.search(name):
        return DATABASES[0]
    turn = _get_turn(name, day)
    return DATABASES[turn] if turn < len(DATABASES) else None


def _get_vendor_of_rest(name: str, day: date) -> str:
    match _get_vendor(name, day):
        case "sqlite":
            return DATABASES[1]
        case "postgresql":
            return DATABASES[0]
    return _take_turns(name, day)


def _is_due(name: str, day: date) -> bool:
    return not any(
        walk.search(name) and day.toordinal() % len(WALKS) != number
        for number, walk in enumerate(WALKS)
    )


def _get_turn(name: str, day: date) -> int:
    return (_get_number(name) + day.toordinal()) % DAYS


def _take_turns(name: str, day: date) -> str:
    # The remainder of a division by DAYS says the turn of a day; this must not depend on it.
    return DATABASES[(_get_number(name) // DAYS + day.toordinal() // DAYS) % len(DATABASES)]


def _is_later(name: str, day: date) -> bool:
    return bool((_get_number(name) // DAYS + day.toordinal()) % 2)


def _get_number(name: str) -> int:
    return zlib.crc32(name.partition("::")[0].encode())


def _draw(table: Sequence[str], day: date, vendor: str) -> Sequence[str]:
    if EVERY_DAY.search(table[0]):
        return table
    cases = _shuffle(table, day)
    return cases[:DAILY_CASES] if vendor == "sqlite" else cases[-DAILY_CASES:]


def _draw_quarter(table: Sequence[str], day: date) -> Sequence[str]:
    if EVERY_DAY.search(table[0]):
        return table
    return _shuffle(table, day)[: max(DAILY_CASES, len(table) // 4)]


def _shuffle(table: Sequence[str], day: date) -> Sequence[str]:
    # The order of a day must be the same in every process of a run.
    order = Random(f"{day} {table[0].partition('[')[0]}")  # noqa: S311
    return order.sample(sorted(table), len(table))
