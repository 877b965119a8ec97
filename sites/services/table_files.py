"""Reader of uploaded tables (CSV or XLSX): cells as text, with their row numbers.

It knows nothing of what the columns mean; see ``sites.services.agency_table``.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from content.files.validation import check_document
from content.text.folding import clean_text

# Bytes of a table; three thousand units have less than a tenth of it.
MAX_TABLE_BYTES = 5_000_000
# What a workbook unpacks to; openpyxl needs several times as much memory for a moment.
MAX_UNPACKED_BYTES = 60_000_000
# Rows and columns that are read; spreadsheets may have a million empty ones.
MAX_TABLE_ROWS = 5_000
MAX_TABLE_COLUMNS = 100
_ZIP = b"PK"
# The container of Excel before 2007, and of workbooks with a password ([MS-OFFCRYPTO] 2.3).
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = ",;\t"
# A convention of Excel: the first line may name the delimiter.
_NAMED_DELIMITER = re.compile(r'"?sep=(.)"?[\t ,;]*(?:\r\n|\n|\r)', re.IGNORECASE)
# What spreadsheets show where a formula has failed.
_CELL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")

Cells = list[str]


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


def iter_table_rows(data: bytes, problems: list[Problem]) -> Iterator[tuple[int, Cells]]:
    """Yield row number and cells of each row that has any, the headings first.

    ``data`` is a workbook (XLSX; its first sheet is read) or text (CSV): UTF-8 or UTF-16, separated
    by commas, semicolons or tabs, after a line such as ``sep=;`` if there is one. Cells come
    without superfluous and invisible characters, in NFC. Rows that cannot be read are appended to
    ``problems``. Raises TableError if nothing can be read.
    """
    if len(data) > MAX_TABLE_BYTES:
        raise _make_error(_("the file is too large"), _("at most 5 MB"))
    if data.startswith(_OLE):
        raise _make_error(
            _("the workbook has a password, or is of a version of Excel before 2007"),
            _("without a password; in Excel: Save as, Excel Workbook (.xlsx)"),
        )
    read = _iter_workbook_rows if data.startswith(_ZIP) else _iter_text_rows
    for number, (line, cells) in enumerate(read(data, problems)):
        if number > MAX_TABLE_ROWS:
            raise TableError(
                [
                    Problem(
                        line,
                        "?",
                        _("the table has too many rows"),
                        _("at most %(most)s rows in a file") % {"most": MAX_TABLE_ROWS},
                    )
                ]
            )
        yield line, cells


def clean_cell(text: str) -> str:
    """Return ``text`` in NFC, without invisible characters, with single spaces between words."""
    return " ".join(clean_text(text).split())


def _make_error(what: str, allowed: str, line: int = 1) -> TableError:
    return TableError([Problem(line, "?", what, allowed)])


def _iter_text_rows(data: bytes, problems: list[Problem]) -> Iterator[tuple[int, Cells]]:
    text = _decode(data)
    skipped, delimiter, text = _find_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = [clean_cell(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            what = _("cannot be read: %(error)s") % {"error": error}
            problems.append(Problem(line, "?", what, _("quotes in pairs")))
            continue
        if any(cells):
            yield line, cells


def _decode(data: bytes) -> str:
    allowed = _("text saved as UTF-8; in Excel: Save as, CSV UTF-8")
    encoding = _guess_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = _("byte %(byte)s is not UTF-8") % {"byte": f"0x{data[error.start]:02x}"}
        raise _make_error(what, allowed, line) from None
    if "\0" in text:
        raise _make_error(_("this is no text file"), allowed)
    if not text.strip():
        raise _make_error(_("the file is empty"), _("one agency a row"))
    return text


def _guess_encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Headings begin with a Latin letter: without a mark, its empty byte tells the order.
    if len(data) % 2 == 0 and data[1:2] == b"\0" and data[:1].isalpha():
        return "utf-16-le"
    if len(data) % 2 == 0 and data[:1] == b"\0" and data[1:2].isalpha():
        return "utf-16-be"
    return "utf-8-sig"


def _find_delimiter(text: str) -> tuple[int, str, str]:
    """Return the lines before the headings (0 or 1), the delimiter, and the text after them."""
    named = _NAMED_DELIMITER.match(text)
    if named and named[1] in _DELIMITERS:
        return 1, named[1], text[named.end() :]
    header = text.lstrip("\r\n").partition("\n")[0]
    # Spreadsheets with Vietnamese settings separate columns by semicolons, because the comma is
    # their decimal mark.
    delimiter = max(_DELIMITERS, key=header.count)
    if named or (not header.count(delimiter) and "|" in header):
        raise _make_error(
            _("the columns are not separated by commas"),
            _("commas, semicolons or tabs between the columns"),
        )
    return 0, delimiter, text


def _iter_workbook_rows(data: bytes, problems: list[Problem]) -> Iterator[tuple[int, Cells]]:
    _check_workbook(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        # Some programs store a wrong size, and nothing after it would be read.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MAX_TABLE_COLUMNS)
    except Exception as error:  # noqa: BLE001, openpyxl raises whatever its parts raise
        raise _make_unreadable() from error
    width = 0
    while True:
        try:
            row = next(rows, None)
        except Exception as error:  # noqa: BLE001
            raise _make_unreadable() from error
        if row is None:
            return
        line = next((cell.row for cell in row if cell.value is not None), 0)
        cells = [_read_cell(cell, line, problems) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            # Empty cells at the end of a row are not stored.
            width = width or len(cells)
            yield line, cells + [""] * (width - len(cells))


def _check_workbook(data: bytes) -> None:
    """Raise TableError for a workbook that is too large, broken, or has macros or a password."""
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _make_unreadable() from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise _make_error(_("the file is too large"), _("a workbook with the table alone"))
    try:
        check_document(io.BytesIO(data), "bang.xlsx", refuse_active=True)
    except ValidationError as error:
        if error.code == "active":
            what = _("the workbook has macros, or parts from elsewhere")
            raise _make_error(
                what, _("a workbook with the table alone; in Excel: Excel Workbook (.xlsx)")
            ) from error
        if error.code == "too_much_work":
            raise _make_error(error.messages[0], _("the same file, a little later")) from error
        raise _make_unreadable() from error


def _make_unreadable() -> TableError:
    return _make_error(
        _("the file cannot be read as a table"),
        _("a workbook (.xlsx) or a CSV file, for example the template filled in"),
    )


def _read_cell(cell: Any, line: int, problems: list[Problem]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        problems.append(
            Problem(
                line,
                cell.column_letter,
                _("the cell has a formula"),
                _("its result: in Excel, copy the column and paste it as values"),
            )
        )
        return ""
    if cell.data_type == "e" or value in _CELL_ERRORS:
        problems.append(
            Problem(
                line,
                cell.column_letter,
                _("the cell has an error: %(value)s") % {"value": value},
                _("a text, or nothing"),
            )
        )
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return clean_cell(str(value))
