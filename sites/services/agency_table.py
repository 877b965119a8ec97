"""Reader for a table of agencies (CSV or XLSX) that reports all problems of the table at once.

What the admin exports is read back unchanged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from content.text.folding import fold_text
from content.text.formulas import escape_formulas, unescape_formulas
from sites.models import GEOCODE_DIGITS, Kind
from sites.selectors.known_agencies import AgencyLookup, LoadedAgencies
from sites.services.provisioning import check_agency, get_full_host
from sites.services.table_columns import TableColumns, TableLayout, fold_labels
from sites.services.table_files import Problem, TableError, clean_cell, iter_table_rows

__all__ = ["AgencyTable", "Problem", "TableError", "read_agencies", "read_agency_table"]

Row = dict[str, Any]

# The arguments of ``provision_agency`` in the order of tables, with their headings.
HEADINGS: dict[str, Promise] = {
    "code": gettext_lazy("Code"),
    "kind": gettext_lazy("Kind of unit"),
    "name_vi": gettext_lazy("Name in Vietnamese"),
    "name_en": gettext_lazy("Name in English"),
    "short_name": gettext_lazy("Short name"),
    "geocode": gettext_lazy("Code of the administrative unit"),
    "host": gettext_lazy("Host name"),
    "parent": gettext_lazy("Code of the province"),
}
REQUIRED = ("code", "kind", "name_vi", "host")
# Further names of columns: those of the reference data, and what people call them.
_FURTHER: dict[str, tuple[str | Promise, ...]] = {
    "code": ("slug",),
    "kind": (pgettext_lazy("agency", "Kind"),),
    "name_vi": (gettext_lazy("Name of the unit"),),
    "geocode": ("gso_code",),
    "host": ("hostname", gettext_lazy("Website")),
    "parent": (gettext_lazy("Province"),),
}
ALLOWED: dict[str, str | Promise] = {
    "code": gettext_lazy("lower-case letters, digits and hyphens, once in the file"),
    "name_vi": gettext_lazy("1 to 200 characters"),
    "name_en": gettext_lazy("at most 200 characters"),
    "short_name": gettext_lazy("at most 100 characters"),
    "host": gettext_lazy("a host name, or one label under the domain, that nobody else has"),
    "parent": gettext_lazy("the code of a province that exists or stands further above"),
    "geocode": gettext_lazy("2 digits for a province, 3 for a district, 5 for a commune, or empty"),
}
LAYOUT = TableLayout(HEADINGS, required=REQUIRED, further=_FURTHER)
# The row of the template that shows how to fill it in.
EXAMPLE_CODE = "vi-du"
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


@dataclass
class AgencyTable:
    """What a table of agencies says.

    ``rows``: the arguments of ``provision_agency``. ``ignored``: headings of columns that are not
    read. ``has_example``: the example of the template was left in it, and is not among the rows.
    """

    rows: list[Row] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    has_example: bool = False


def read_agencies(data: bytes, *, domain: str) -> list[Row]:
    """Return the rows of ``read_agency_table``."""
    return read_agency_table(data, domain=domain).rows


def read_agency_table(
    data: bytes, *, domain: str, lookup: AgencyLookup | None = None
) -> AgencyTable:
    """Read a table of agencies and check each row as ``provision_agency`` would; writes nothing.

    A new agency of a table with one province above it, and without a word about provinces in its
    own row, belongs to that province.

    ``data`` is the content of a CSV or XLSX file (``sites.services.table_files``). ``domain`` is
    appended to a host that has no dot. ``lookup`` are the agencies that exist (default: as they are
    now). Raises TableError with every problem found, including hosts that already belong to another
    agency and a table without rows.
    """
    lookup = lookup or LoadedAgencies()
    problems: list[Problem] = []
    table = AgencyTable()
    columns: TableColumns | None = None
    provinces: set[str] = set()
    seen: dict[str, dict[str, int]] = {"code": {}, "host": {}}
    for line, cells in iter_table_rows(data, problems):
        if columns is None:
            columns = TableColumns(LAYOUT, cells, line)
            table.ignored = columns.ignored
            continue
        given = columns.get_values(line, cells, problems)
        if given is None:
            continue
        if given["code"] == EXAMPLE_CODE:
            table.has_example = True
            continue
        row = _build_row(given, domain, lookup)
        _set_province(row, provinces, lookup)
        # A cell that could not be read is told already.
        if not any(problem.line == line for problem in problems[-len(cells) :]):
            problems += _iter_problems(line, row, columns, seen, provinces, lookup)
        table.rows.append(row)
        if row["kind"] == Kind.PROVINCE:
            provinces.add(row["code"])
    if not table.rows and not problems:
        problems.append(Problem(2, "code", _("the table has no rows"), _("one agency a row")))
    if problems:
        raise TableError(sorted(problems, key=lambda problem: problem.line))
    return table


@lru_cache(maxsize=1)
def _get_kinds() -> dict[str, str]:
    """Return the kind for each name of a kind that is understood, folded."""
    return fold_labels(Kind.choices)


def _build_row(given: Row, domain: str, lookup: AgencyLookup) -> Row:
    """Return the arguments of ``provision_agency`` for the cells of a row."""
    row: Row = {"name_en": None, "short_name": "", "parent": "", "geocode": "", **given}
    row["code"] = row["code"].lower()
    row["kind"] = _get_kinds().get(fold_text(row["kind"]), row["kind"])
    host = _SCHEME.sub("", row["host"]).partition("/")[0].partition(":")[0]
    row["host"] = get_full_host(host, domain)
    known = lookup.find(row["code"])
    for name in ("name_vi", "name_en", "short_name", "geocode"):
        if row[name]:
            row[name] = _restore(row[name], getattr(known, name) if known else "")
    row["short_name"] = row["short_name"] or None
    if known and known.geocode and row["geocode"].isdigit():
        # Spreadsheets drop zeros in front. Of a code that is known they can be added safely.
        padded = row["geocode"].zfill(GEOCODE_DIGITS.get(row["kind"], 0))
        row["geocode"] = padded if padded == known.geocode else row["geocode"]
    return row


def _set_province(row: Row, provinces: set[str], lookup: AgencyLookup) -> None:
    """Give a new agency the province of the table, ``provinces``, if there is exactly one."""
    is_new = lookup.find(row["code"]) is None
    if is_new and not row["parent"] and row["kind"] != Kind.PROVINCE and len(provinces) == 1:
        (row["parent"],) = provinces


def _restore(cell: str, current: str) -> str:
    """Return what a cell says, given the present value of its field.

    What was exported means the present value, however the export had to change it.
    """
    if cell in {clean_cell(current), clean_cell(escape_formulas(current))}:
        return current
    return clean_cell(unescape_formulas(cell))


def _list_kinds() -> str:
    return ", ".join(f"{kind.label} ({kind.value})" for kind in Kind)


def _iter_problems(
    line: int,
    row: Row,
    columns: TableColumns,
    seen: dict[str, dict[str, int]],
    provinces: set[str],
    lookup: AgencyLookup,
) -> Iterator[Problem]:
    """Yield the problems of a row; ``provinces`` are the codes of those in the rows above."""
    try:
        check_agency(**row, coming=provinces, lookup=lookup)
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            what = f"{row[column] or ''!r}: {' '.join(messages)}"
            allowed = _list_kinds() if column == "kind" else ALLOWED[column]
            yield Problem(line, columns.get_heading(column), what, allowed)
    for column, lines in seen.items():
        first = lines.setdefault(row[column], line)
        if first != line:
            value = repr(row[column])
            what = _("%(value)s stands in line %(line)s already") % {"value": value, "line": first}
            yield Problem(line, columns.get_heading(column), what, ALLOWED[column])
