"""Parts of the tests: each test belongs to exactly one, by its marks and by what it asks for.

``make test``, ``make test-walks`` and ``make drill`` run them (docs/features/testing.md).
"""

from pathlib import Path

import pytest

GATE = {
    "plain": "tests that ask no database",
    "database": "tests that ask a database",
    "browser": "tests in a browser",
    "walks": "walks through all routes of the admin",
}
# Each takes at most half an hour of two processors.
DRILLS = {
    "accessibility": "every kind of page in every way, by axe",
    "backup": "backups and moved websites, with processes that are killed",
    "browser": "long tests in a browser",
    "corpus-1": "every text of the corpus through every door, to articles and bulletins",
    "corpus-2": "the same to documents and pages, and every way back",
    "decisions": "the crawl for decisions with the other roles",
    "installation": "the manual's lines on a bare machine, and PgBouncer",
    "isolation": "the walks with more objects and people",
    "processes": "job loops that are killed, memory, clocks",
    "reorganisation": "the reorganisation of 2025, its rehearsal and its addresses",
    "servers": "servers that are away, full disks, edges",
    "spellings": "the walk with keys in odd spellings",
    "upgrade": "upgrades from each released version, under readers",
}
_BROWSER = Path(__file__).parent / "browser"
_OF_A_DATABASE = {"db", "django_db_setup", "transactional_db"}


def get_part(item: pytest.Item) -> str:
    """Return the part that a test belongs to, with ``drill-`` in front of a drill's name.

    Raises pytest.UsageError if its mark names no drill.
    """
    if drill := item.get_closest_marker("drill"):
        if drill.args not in [(name,) for name in DRILLS]:
            raise pytest.UsageError(f"{item.nodeid}: drill{drill.args} is none of {[*DRILLS]}")
        return f"drill-{drill.args[0]}"
    if item.path.is_relative_to(_BROWSER):
        return "browser"
    if item.get_closest_marker("walk"):
        return "walks"
    asks = item.get_closest_marker("django_db") or _OF_A_DATABASE & {*item.fixturenames}
    return "database" if asks else "plain"


def choose_tests(items: list[pytest.Item], part: str | None) -> list[pytest.Item]:
    """Return the tests of a part, in their order; without one all that are no drills."""
    parts = {item: get_part(item) for item in items}
    if part:
        return [item for item in items if parts[item] == part]
    return [item for item in items if not parts[item].startswith("drill-")]
