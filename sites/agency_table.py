"""Reading a table of agencies (CSV), and saying everything that is wrong with it at once."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from sites.models import Kind
from sites.provisioning import check_agency, full_host

# The first name is ours, the second one the reference data's.
COLUMNS = {
    "code": ("code", "slug"),
    "kind": ("kind",),
    "name_vi": ("name_vi",),
    "name_en": ("name_en",),
    "host": ("host", "hostname"),
}
ALLOWED = {
    "code": "lower-case letters, digits and hyphens, once in the file",
    "kind": ", ".join(Kind.values),
    "name_vi": "1 to 200 characters",
    "name_en": "at most 200 characters",
    "host": "a host name, or one label under the domain, that nobody else has",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a table: where, what, and what would be right."""

    line: int
    column: str
    what: str
    allowed: str

    def __str__(self) -> str:
        return f"column {self.column}: {self.what} (allowed: {self.allowed})"


class TableError(Exception):
    """A table that cannot be used. ``problems`` has all that is wrong, in order of lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """One text line for each bad line of the table."""
        lines: dict[int, list[str]] = {}
        for problem in self.problems:
            lines.setdefault(problem.line, []).append(str(problem))
        return "\n".join(f"line {line}: {'; '.join(texts)}" for line, texts in lines.items())


def read_agencies(data: bytes, *, domain: str) -> list[dict[str, str]]:
    """Return the arguments of ``provision_agency`` for each row of a CSV table.

    ``domain`` completes a host that has no dot. Raises TableError with every problem found;
    hosts that belong to an agency already are among them.
    """
    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    seen: dict[str, dict[str, int]] = {"code": {}, "host": {}}
    for line, row in _rows(_decode(data), problems):
        row["host"] = full_host(row["host"], domain)
        problems += _problems(line, row, seen)
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem(2, "code", "the table has no rows", "one agency a row"))
    if problems:
        raise TableError(problems)
    return rows


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise TableError([Problem(line, "?", what, "text saved as UTF-8")]) from None


def _rows(text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of each row that can be read; add the others to problems."""
    header = text.partition("\n")[0]
    # Spreadsheets set to Vietnamese separate by semicolons, since the comma is their decimal mark.
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[int] = []
    width = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(line, "?", f"cannot be read: {error}", "quotes in pairs"))
            continue
        if not columns:
            columns, width = _columns(cells), len(cells)
        elif len(cells) not in {0, width}:
            what = f"{len(cells)} cells"
            problems.append(Problem(line, "?", what, f"{width} cells, one for each column"))
        elif any(cells):
            yield line, {name: cells[at] for name, at in zip(COLUMNS, columns, strict=True)}


def _columns(header: list[str]) -> list[int]:
    columns, problems = [], []
    for column, spellings in COLUMNS.items():
        found = [header.index(spelling) for spelling in spellings if spelling in header]
        columns += found[:1]
        if not found:
            allowed = " or ".join(spellings) + " in the first line"
            problems.append(Problem(1, column, "is missing", allowed))
    if problems:
        raise TableError(problems)
    return columns


def _problems(line: int, row: dict[str, str], seen: dict[str, dict[str, int]]) -> Iterator[Problem]:
    try:
        check_agency(**row)
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            what = f"{row[column]!r}: {' '.join(messages)}"
            yield Problem(line, column, what, ALLOWED[column])
    for column, lines in seen.items():
        first = lines.setdefault(row[column], line)
        if first != line:
            what = f"{row[column]!r} stands in line {first} already"
            yield Problem(line, column, what, ALLOWED[column])
