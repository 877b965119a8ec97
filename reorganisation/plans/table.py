"""Reader for the table of a plan, and for tables of the agencies that it names.

All problems are reported at once, with row and column. What is read here is not yet compared with
the agencies that exist; see ``reorganisation.plans.forecast``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypedDict

from django.utils.translation import gettext as _

from content.text.folding import fold_text
from sites.models import Agency, Kind
from sites.selectors.known_agencies import AgencyLookup
from sites.services.agency_table import read_agency_table
from sites.services.provisioning import get_full_host
from sites.services.table_files import Problem, TableError, iter_table_rows

# Actions on one agency, which has the same code before and after.
STAYING = {"keep", "rename", "move"}
ENDING = {"merge", "end"}
# Arguments of ``provision_agency`` that a row, or a table of agencies, may give.
VALUES = ("kind", "name_en", "short_name", "host", "parent", "geocode")
COLUMNS = (
    "step", "date", "action", "old_code", "new_code", "new_name", "share", "content", "people",
    "announce", *VALUES,
)  # fmt: skip
REQUIRED = ("date", "action", "old_code", "new_code")


class ColumnUse(StrEnum):
    """When a column of a row has an effect; where it has none it must be empty."""

    ALWAYS = "yes"
    # In a row that makes the unit ``new_code``; in others it may say what is so already.
    NEW = "of a new unit"
    # If the unit ``old_code`` ends on this day.
    ENDING = "if it ends"
    # In the row of the main heir, the first one.
    FIRST = "first row"


_OF_UNIT = ("new_name", *VALUES)
_CHANGING = dict.fromkeys(_OF_UNIT, ColumnUse.ALWAYS)
_MAKING = dict.fromkeys(_OF_UNIT, ColumnUse.NEW)
_HANDING_ON = ("content", "people", "announce")
# By action, when each column is read that not all actions read.
COLUMN_USES: dict[str, dict[str, ColumnUse]] = {
    "keep": _CHANGING,
    "rename": _CHANGING,
    "move": _CHANGING,
    "create": _CHANGING,
    "merge": _MAKING | dict.fromkeys(("share", *_HANDING_ON), ColumnUse.ALWAYS),
    "split": _MAKING | {"share": ColumnUse.ENDING},
    "end": _MAKING | {"share": ColumnUse.ALWAYS} | dict.fromkeys(_HANDING_ON, ColumnUse.FIRST),
}
ACTIONS = tuple(COLUMN_USES)
# What becomes of the pages and people of an agency that ends.
ARCHIVE, STAY, MOVE = "archive", "stay", "move"
# Where they stand at the successor: this, and the code of the agency that has ended.
ARCHIVE_SLUG = "tu-lieu-"
# What the column ``announce`` says of an end that no website tells beforehand.
UNANNOUNCED = "no"
MAX_SHARE = 200
# What stands in tables for programs, and what citizens read instead.
SHARES = {"whole": "", "part": "một phần"}
FIRST_DAY = date(1900, 1, 1)
_WRITTEN_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_TREES = re.compile(r"[a-z0-9-]+( [a-z0-9-]+)*")


@dataclass
class PlanRow:
    """A row of a plan. ``values``: arguments of ``provision_agency`` for ``new_code``.

    ``given``: those of them that the row itself says, and no table of units.

    ``content``: ``archive`` (all pages into a section of the successor), ``stay``, or the slugs of
    those pages below the home page that go with all below them. ``people``: ``move`` or ``stay``.
    ``announce``: the day from which the website tells that the agency will end, or ``no``. All are
    empty where the rule of the action holds.
    """

    line: int
    number: int
    day: date
    action: str
    old_code: str
    new_code: str
    share: str = ""
    content: str = ""
    people: str = ""
    announce: str = ""
    values: dict[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[date, int, int]:
        """When it is done: by day, step and line."""
        return self.day, self.number, self.line


class _NoAgencies(AgencyLookup):
    """A lookup without agencies: the tables of a plan tell what will be, not what is."""

    def find(self, code: str) -> Agency | None:
        return None

    def find_host_owner(self, host: str) -> str:
        return ""

    def list_active_provinces(self) -> list[Agency]:
        return []

    def is_slug_taken(self, slug: str) -> bool:
        return False


class UnitsTable(NamedTuple):
    """A table of agencies as of ``provision_agencies``, and what completes its hosts."""

    data: bytes
    domain: str


class PlanTables(TypedDict):
    """What a plan is read from: its table, tables of units, and what completes its hosts."""

    data: bytes
    units: list[UnitsTable]
    domain: str


def read_units(data: bytes, *, domain: str) -> dict[str, dict[str, str]]:
    """Read a table of agencies as of ``provision_agencies``; return its values by code.

    Units of a table with one province belong to it, unless they say another. Raises TableError.
    """
    rows = read_agency_table(data, domain=domain, lookup=_NoAgencies()).rows
    provinces = [row["code"] for row in rows if row["kind"] == Kind.PROVINCE]
    found = {}
    for row in rows:
        values = {name: value for name, value in row.items() if value and name != "code"}
        if len(provinces) == 1 and row["kind"] != Kind.PROVINCE:
            values.setdefault("parent", provinces[0])
        found[row["code"]] = values
    return found


def read_plan(data: bytes, *, domain: str, units: dict[str, dict[str, str]]) -> list[PlanRow]:
    """Read the table of a plan (CSV or XLSX); return its rows in the order of their execution.

    ``units``: values by code, from ``read_units``; they fill in what rows leave empty. ``domain``
    completes hosts without a dot. Raises TableError with every problem found.
    """
    problems: list[Problem] = []
    rows: list[PlanRow] = []
    places: dict[str, int] | None = None
    for line, cells in iter_table_rows(data, problems):
        if places is None:
            places = _find_columns(cells, line)
            continue
        cells = [*cells, *[""] * (max(places.values()) + 1 - len(cells))]
        given = {name: cells[place] for name, place in places.items()}
        found = list(_iter_problems(line, given))
        problems += found
        if not found:
            rows.append(_build_row(line, given, domain, units))
    if not rows and not problems:
        problems.append(Problem(2, "action", _("the table has no rows"), _("one act a row")))
    if problems:
        raise TableError(sorted(problems, key=lambda problem: problem.line))
    return sorted(rows, key=lambda row: row.order)


def read_cells(data: bytes) -> list[dict[str, str]]:
    """Return the cells of the table of a plan by column, row by row, without looking at them.

    Raises TableError if there is no such table.
    """
    problems: list[Problem] = []
    rows: list[dict[str, str]] = []
    places: dict[str, int] | None = None
    for line, cells in iter_table_rows(data, problems):
        if places is None:
            places = _find_columns(cells, line)
            continue
        known = {name: place for name, place in places.items() if place < len(cells)}
        rows.append({name: cells[place] for name, place in known.items() if cells[place]})
    if problems:
        raise TableError(problems)
    return rows


def _find_columns(header: list[str], line: int) -> dict[str, int]:
    places: dict[str, int] = {}
    problems = []
    for place, heading in enumerate(header):
        name = "_".join(fold_text(heading.replace("_", " ")).split())
        if name in places:
            what = _("stands twice in the first line")
            problems.append(Problem(line, heading, what, _("one column of each kind")))
        elif name in COLUMNS:
            places[name] = place
    for name in REQUIRED:
        if name not in places:
            allowed = _("%(names)s in the first line") % {"names": name}
            problems.append(Problem(line, name, _("is missing"), allowed))
    if problems:
        raise TableError(problems)
    return places


def _iter_problems(line: int, given: dict[str, str]) -> Iterator[Problem]:
    if not parse_day(given["date"]):
        yield Problem(line, "date", repr(given["date"]), _("a day such as 2025-07-01"))
    if not given.get("step", "").isdecimal() and given.get("step"):
        yield Problem(line, "step", repr(given["step"]), _("a number, or empty"))
    if len(given.get("share", "")) > MAX_SHARE:
        yield Problem(line, "share", _("is too long"), _("at most 200 characters"))
    content, people = given.get("content", ""), given.get("people", "")
    if content and not _TREES.fullmatch(content):
        allowed = _("archive, stay, or the slugs of pages with spaces between them")
        yield Problem(line, "content", repr(content), allowed)
    if people not in {"", MOVE, STAY}:
        yield Problem(line, "people", repr(people), f"{MOVE}, {STAY}")
    if not _can_be_announced(given):
        allowed = _("a day before that of the row, such as 2025-06-01, or no")
        yield Problem(line, "announce", repr(given["announce"]), allowed)
    if given["action"].lower() in ACTIONS:
        yield from _iter_problems_of_codes(line, given)
        yield from _iter_unread(line, given)
    else:
        yield Problem(line, "action", repr(given["action"]), ", ".join(ACTIONS))


def _iter_problems_of_codes(line: int, given: dict[str, str]) -> Iterator[Problem]:
    action, old, new = given["action"].lower(), given["old_code"], given["new_code"]
    if action == "create" and old:
        yield Problem(line, "old_code", repr(old), _("empty, because the unit is new"))
    if action != "create" and not old:
        yield Problem(line, "old_code", _("is empty"), _("the code of a unit"))
    if not new and action not in {"split", "end"}:
        yield Problem(line, "new_code", _("is empty"), _("the code of a unit"))
    if action in STAYING and old != new:
        allowed = _("the same code as before: %(code)s") % {"code": old}
        yield Problem(line, "new_code", repr(new), allowed)
    if action not in STAYING and new and old.lower() == new.lower():
        yield Problem(line, "new_code", repr(new), _("the code of another unit"))
    if action == "rename" and not given.get("new_name"):
        yield Problem(line, "new_name", _("is empty"), _("the new name"))


def _iter_unread(line: int, given: dict[str, str]) -> Iterator[Problem]:
    """Yield the cells that have no effect, whatever there is by then."""
    action = given["action"].lower()
    read = COLUMN_USES[action]
    has_nobody = action in {"split", "end"} and not given["new_code"]
    for column in (*_OF_UNIT, "share", *_HANDING_ON):
        cell = given.get(column, "")
        # Tables for programs say of every row whether it is about the whole unit.
        if not cell or (column == "share" and cell in SHARES):
            continue
        if column not in read:
            others = ", ".join(other for other in ACTIONS if column in COLUMN_USES[other])
            allowed = _("empty; it is read with %(actions)s") % {"actions": others}
            yield Problem(line, column, describe_unread(cell, action), allowed)
        # A name may say there for readers of the table who it is.
        elif has_nobody and column not in {"new_name", "announce"}:
            allowed = _("empty, because new_code is empty")
            yield Problem(line, column, describe_unread(cell, action), allowed)


def describe_unread(cell: str, action: str) -> str:
    """Return in words that a cell has no effect in a row of this action."""
    return _("%(value)r has no effect with %(action)s") % {"value": cell, "action": action}


def _can_be_announced(given: dict[str, str]) -> bool:
    announce = given.get("announce", "")
    if announce in {"", UNANNOUNCED}:
        return True
    announced, day = parse_day(announce), parse_day(given["date"])
    return announced is not None and (day is None or announced < day)


def parse_day(text: str) -> date | None:
    """Return the day that a cell names, None if it names none.

    As 2025-07-01, or as 01/07/2025, which is what cells of a workbook that are days come as.
    """
    found = _WRITTEN_DAY.fullmatch(text)
    try:
        day = date.fromisoformat(f"{found[3]}-{found[2]}-{found[1]}" if found else text)
    except ValueError:
        return None
    # Days before it are counted with.
    return day if day > FIRST_DAY else None


def _build_row(
    line: int, given: dict[str, str], domain: str, units: dict[str, dict[str, str]]
) -> PlanRow:
    code = given["new_code"].lower()
    values = {name: given[name] for name in VALUES if given.get(name)}
    if "host" in values:
        values["host"] = get_full_host(values["host"], domain)
    if given.get("new_name"):
        values["name_vi"] = given["new_name"]
    announce = given.get("announce", "")
    return PlanRow(
        line=line,
        number=int(given.get("step") or 0),
        day=parse_day(given["date"]) or date.min,
        action=given["action"].lower(),
        old_code=given["old_code"].lower(),
        new_code=code,
        share=SHARES.get(given.get("share", ""), given.get("share", "")),
        content=given.get("content", ""),
        people=given.get("people", ""),
        announce=str(parse_day(announce) or announce),
        values=units.get(code, {}) | values,
        given=frozenset(values),
    )
