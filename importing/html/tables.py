"""Tables of HTML: their cells, and the table block for tables with data."""

import re
from dataclasses import dataclass, field
from typing import Any

from content.blocks.table import MAX_CAPTION_LENGTH, MAX_ROWS
from importing.html.builder import Block, strip_markup
from importing.html.losses import Losses, LossKind

# A wider data table does not fit on a phone; it is better read row by row.
MAX_COLUMNS = 15
MAX_CELL_LENGTH = 1000
_MAX_SPAN = 100
_MARKUP = re.compile(r"<(?:b|i|a|li|h3)[ >]")

_MOTTO = re.compile(r"độc lập\W+tự do\W+hạnh phúc", re.IGNORECASE)

Cell = list[Block]


@dataclass
class Table:
    """A table that is being read, cell by cell.

    Blocks of a cell that spans several rows stand in each of them, so that every row can be read
    by itself; those of one that spans several columns stand in the first.
    """

    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    # Rows at the beginning whose cells are all headings.
    heading_rows: int = 0
    # Columns and rows that the current cell spans, and whether it is a heading.
    width: int = 1
    height: int = 1
    is_heading: bool = False
    is_in_head: bool = False
    merged: int = 0
    # Cells from above that reach into the following rows: column → cell and number of rows.
    _reaching: dict[int, tuple[Cell, int]] = field(default_factory=dict)
    _only_headings: bool = True
    # Of the first row: how many rows its cells reach over.
    _first_height: int = 1
    # Row and column of the cells that are copies of one above.
    _copies: set[tuple[int, int]] = field(default_factory=set)
    # Row and column of what a cell to the left spans → the column of that cell.
    _spanned: dict[tuple[int, int], int] = field(default_factory=dict)

    def open_part(self, tag: str) -> None:
        """Begin the head (``thead``), or a row with the cells that reach into it from above."""
        if tag == "thead":
            self.is_in_head = True
            return
        self._end_row()
        self.rows.append([])
        self._only_headings = True
        self._fill()

    def open_cell(self, width: int, height: int, *, is_heading: bool) -> None:
        """Say how many columns and rows the next cell spans."""
        self.width, self.height = width, height
        self.is_heading = is_heading or self.is_in_head

    def add(self, tag: str, cell: Cell) -> None:
        """Add the blocks of the caption or of the current cell."""
        if tag == "caption":
            self.caption = " ".join(list_texts(cell))
            return
        if not self.rows:
            return
        self.merged += self.width > 1 or self.height > 1
        self._only_headings = self._only_headings and self.is_heading
        row, start = self.rows[-1], len(self.rows[-1])
        for column in range(start, start + self.width):
            # Wider tables become text, and a forged number must not make millions of cells.
            if column > MAX_COLUMNS and column > start:
                break
            content = [] if column > start else cell
            if column > start:
                self._spanned[len(self.rows) - 1, column] = start
            if self.height > 1 and column <= MAX_COLUMNS:
                self._reaching[column] = (content, self.height - 1)
            row.append(content)
        if len(self.rows) == 1:
            self._first_height = max(self._first_height, self.height)
        self._fill()

    def close(self) -> None:
        """End the last row."""
        self._end_row()
        self._only_headings = False

    @property
    def has_data(self) -> bool:
        """Whether it is a data table: several rows, 2 to ``MAX_COLUMNS`` columns, short cells."""
        rows = [row for row in self.rows if any(row)]
        columns = max(map(len, rows), default=0)
        return (
            not self.is_letterhead
            and 1 < len(rows) <= MAX_ROWS
            and 1 < columns <= MAX_COLUMNS
            and all(map(_is_short, (cell for row in rows for cell in row)))
        )

    @property
    def is_letterhead(self) -> bool:
        """Whether it is the head of a letter, with the motto of the state (Decree 30/2020)."""
        return any(_MOTTO.search(text) for text in list_texts(self.rows[:1]))

    @property
    def is_large(self) -> bool:
        """Whether it would be a data table if it had fewer rows, columns or words."""
        rows = [row for row in self.rows if any(row)]
        nested = any(block["type"] == "table" for row in rows for cell in row for block in cell)
        if self.is_letterhead:
            return False
        return len(rows) > 1 and max(map(len, rows)) > 1 and not nested

    def list_blocks(self) -> list[Block]:
        """Return the blocks of all cells in order, without those that reach in from above."""
        return [
            block
            for number, row in enumerate(self.rows)
            for column, cell in enumerate(row)
            if (number, column) not in self._copies
            for block in cell
        ]

    def build(self, labels: tuple[str, str], number: int, losses: Losses) -> list[Block]:
        """Return the table block, with the pictures of its cells behind it.

        ``labels``: words for a table without caption and a column without heading; ``number``
        follows the former. What the block cannot hold is counted in ``losses``.
        """
        losses[LossKind.MERGED_CELL] += self.merged
        rows = [[" ".join(list_texts(cell)) for cell in row] for row in self.rows]
        width = max(map(len, rows))
        rows = [_pad_row(row, width) for row in rows]
        top = self._count_heading_rows(rows)
        losses[LossKind.CELL_MARKUP] += sum(
            _has_markup(cell)
            for number, row in enumerate(self.rows)
            for column, cell in enumerate(row)
            # Headings are bold anyway.
            if number >= top and (number, column) not in self._copies
        )
        headings = [
            _join_headings(
                [row[self._spanned.get((n, column), column)] for n, row in enumerate(rows[:top])]
            )
            or f"{labels[1]} {column + 1}"
            for column in range(width)
        ]
        value = {
            "caption": (self.caption or f"{labels[0]} {number}")[:MAX_CAPTION_LENGTH],
            "columns": [
                {"type": "text", "heading": heading[:MAX_CAPTION_LENGTH]} for heading in headings
            ],
            "rows": [{"values": row} for row in rows[top:] if any(row)],
        }
        pictures = [block for block in self.list_blocks() if block["type"] == "picture"]
        return [{"type": "table", "value": value}, *pictures]

    def _count_heading_rows(self, rows: list[list[str]]) -> int:
        """Return how many rows are headings, at least one, and empty ones before it."""
        first = next(number for number, row in enumerate(rows) if any(row))
        most = sum(map(any, rows)) - 1
        wanted = max(self.heading_rows - first, self._first_height if not first else 1, 1)
        return first + min(wanted, most)

    def _end_row(self) -> None:
        if self.rows and self._only_headings and self.rows[-1]:
            self.heading_rows += self.heading_rows == len(self.rows) - 1

    def _fill(self) -> None:
        row = self.rows[-1]
        while len(row) in self._reaching:
            cell, left = self._reaching.pop(len(row))
            if left > 1:
                self._reaching[len(row)] = (cell, left - 1)
            self._copies.add((len(self.rows) - 1, len(row)))
            row.append(cell)


def parse_span(span: str | None) -> int:
    """Return the number of columns or rows in an attribute, at least 1."""
    # int() raises for thousands of digits.
    digits = span.strip()[:4] if span else ""
    return min(max(int(digits), 1), _MAX_SPAN) if digits.isdecimal() else 1


def list_texts(cells: Any) -> list[str]:
    """Return the texts of blocks, or of cells of blocks, without markup, tables and pictures."""
    texts: list[str] = []
    for cell in cells:
        if isinstance(cell, list):
            texts += list_texts(cell)
        elif cell["type"] not in {"table", "picture"}:
            texts.append(strip_markup(cell["value"]))
    return texts


def _is_short(cell: Cell) -> bool:
    kinds = {block["type"] for block in cell}
    return "table" not in kinds and sum(map(len, list_texts(cell))) <= MAX_CELL_LENGTH


def _has_markup(cell: Cell) -> bool:
    return any(block["type"] == "text" and _MARKUP.search(block["value"]) for block in cell)


def _pad_row(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _join_headings(texts: list[str]) -> str:
    """Return the headings above a column as one text; one that repeats is written once."""
    return " – ".join(dict.fromkeys(filter(None, texts)))
