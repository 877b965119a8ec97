"""Reader for a CSV table of agencies that reports all problems of the table at once."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.models import Kind
from sites.services.provisioning import check_agency, get_full_host

# Accepted headings per column: ours first, then the one used by the reference data.
COLUMNS = {
    "code": ("code", "slug"),
    "kind": ("kind",),
    "name_vi": ("name_vi",),
    "name_en": ("name_en",),
    "host": ("host", "hostname"),
}
# May be missing in a table; its cells are empty then.
OPTIONAL = {"parent": ("parent",)}
ALLOWED: dict[str, str | Promise] = {
    "code": gettext_lazy("lower-case letters, digits and hyphens, once in the file"),
    "kind": ", ".join(Kind.values),
    "name_vi": gettext_lazy("1 to 200 characters"),
    "name_en": gettext_lazy("at most 200 characters"),
    "host": gettext_lazy("a host name, or one label under the domain, that nobody else has"),
    "parent": gettext_lazy("the code of a province that exists or stands further above"),
}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Problem:
    """A problem in a table: line, column, what is wrong, and which values are allowed."""

    line: int
    column: str
    what: str
    allowed: str | Promise

    def __str__(self) -> str:
        return _("column %(column)s: %(what)s (allowed: %(allowed)s)") % vars(self)


class TableError(Exception):
    """Raised for a table that cannot be used; ``problems`` lists everything found in it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Return one line of text for each bad line of the table."""
        lines: dict[int, list[str]] = {}
        for problem in self.problems:
            lines.setdefault(problem.line, []).append(str(problem))
        return "\n".join(
            _("line %(line)s: %(problems)s") % {"line": line, "problems": "; ".join(texts)}
            for line, texts in lines.items()
        )


def read_agencies(data: bytes, *, domain: str) -> list[dict[str, str]]:
    """Return the arguments of ``provision_agency`` for each row of a CSV table.

    ``data`` is the content of the file, in UTF-8 with or without a byte order mark, separated by
    commas or semicolons. ``domain`` is appended to a host that has no dot. Raises TableError with
    every problem found, including hosts that already belong to another agency and a table without
    rows.
    """
    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    provinces: set[str] = set()
    seen: dict[str, dict[str, int]] = {"code": {}, "host": {}}
    for line, row in _iter_rows(_decode(data), problems):
        row["host"] = get_full_host(row["host"], domain)
        problems += _iter_problems(line, row, seen, provinces)
        rows.append(row)
        if row["kind"] == Kind.PROVINCE:
            provinces.add(row["code"])
    if not rows and not problems:
        problems.append(Problem(2, "code", _("the table has no rows"), _("one agency a row")))
    if problems:
        raise TableError(problems)
    return rows


def _decode(data: bytes) -> str:
    allowed = _("text saved as UTF-8; in Excel: Save as, CSV UTF-8")
    if data.startswith(UTF_16):
        raise TableError([Problem(1, "?", _("the file is saved as UTF-16"), allowed)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = _("byte %(byte)s is not UTF-8") % {"byte": f"0x{data[error.start]:02x}"}
        raise TableError([Problem(line, "?", what, allowed)]) from None
    if "\0" in text:
        raise TableError([Problem(1, "?", _("this is no text file"), allowed)])
    if not text.strip():
        raise TableError([Problem(1, "?", _("the file is empty"), _("one agency a row"))])
    return text


def _iter_rows(text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of each readable row; append the others to ``problems``."""
    header = text.partition("\n")[0]
    if "\t" in header or "|" in header:
        what = _("the columns are not separated by commas")
        raise TableError([Problem(1, "?", what, _("commas or semicolons between the columns"))])
    # Spreadsheets with Vietnamese settings separate columns by semicolons, because the comma is
    # their decimal mark.
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: dict[str, int] = {}
    width = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(
                Problem(
                    line,
                    "?",
                    _("cannot be read: %(error)s") % {"error": error},
                    _("quotes in pairs"),
                )
            )
            continue
        if not columns:
            columns, width = _find_columns(cells), len(cells)
        elif len(cells) not in {0, width}:
            what = _("%(number)s cells") % {"number": len(cells)}
            allowed = _("%(number)s cells, one for each column") % {"number": width}
            problems.append(Problem(line, "?", what, allowed))
        elif any(cells):
            yield (
                line,
                dict.fromkeys(OPTIONAL, "") | {name: cells[at] for name, at in columns.items()},
            )


def _find_columns(header: list[str]) -> dict[str, int]:
    columns, problems = {}, []
    for column, spellings in (COLUMNS | OPTIONAL).items():
        found = [header.index(spelling) for spelling in spellings if spelling in header]
        if found:
            columns[column] = found[0]
        elif column in COLUMNS:
            allowed = _("%(names)s in the first line") % {"names": " / ".join(spellings)}
            problems.append(Problem(1, column, _("is missing"), allowed))
    if problems:
        raise TableError(problems)
    return columns


def _iter_problems(
    line: int, row: dict[str, str], seen: dict[str, dict[str, int]], provinces: set[str]
) -> Iterator[Problem]:
    """Yield the problems of a row; ``provinces`` are the codes of those in the rows above."""
    try:
        check_agency(**row, coming=provinces)
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            what = f"{row[column]!r}: {' '.join(messages)}"
            yield Problem(line, column, what, ALLOWED[column])
    for column, lines in seen.items():
        first = lines.setdefault(row[column], line)
        if first != line:
            value = repr(row[column])
            what = _("%(value)s stands in line %(line)s already") % {"value": value, "line": first}
            yield Problem(line, column, what, ALLOWED[column])
