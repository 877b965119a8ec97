"""Conversion of an old portal's HTML into StreamField blocks.

The HTML is cleaned by nh3 (no scripts, no styles, no pictures, balanced elements) and then read
from top to bottom: paragraphs, lists and quotes become rich text, headings and tables become
blocks of their own. Layout tables are dissolved into their content.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

import nh3

from content.forms import clean_pasted_text
from importing.html.builder import Block, BlockBuilder, strip_markup
from importing.html.limits import remove_comments

# A wider data table does not fit on a phone; it is better read row by row.
MAX_COLUMNS = 15
MAX_CELL_LENGTH = 1000
# Nested tables. Editors cannot nest them deeper either, and no content needs more.
MAX_TABLE_DEPTH = 6

_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol"}
_CELLS = {"td", "th", "caption"}
_BREAKING = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "header", "hr", "main", "nav", "p", "pre", "section",
}  # fmt: skip
_TAGS = {"a", "br", "li", "table", "thead", "tbody", "tfoot", "tr", *_INLINE, *_HEADINGS, *_LISTS}
# Elements whose content is no text of the page.
_DROPPED = {
    "applet", "audio", "button", "canvas", "embed", "head", "iframe", "map", "math", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_HREF = re.compile(r"(?:https?://[\w\[]|mailto:\S|tel:\+?\d|/(?![/\\]))\S*", re.IGNORECASE)


def convert_to_blocks(html: str, *, table_labels: tuple[str, str]) -> list[Block]:
    """Return the blocks of a body field for HTML, as the StreamField stores them.

    ``table_labels``: titles of a table without caption and of a column without heading; a number
    is appended to each.
    """
    cleaned = nh3.clean(
        remove_comments(html),
        tags=_TAGS | _CELLS | _BREAKING,
        clean_content_tags=_DROPPED,
        attributes={"a": {"href"}, "td": {"colspan"}, "th": {"colspan"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    reader = HTMLToBlocksParser(cleaned, table_labels)
    reader.feed(clean_pasted_text(cleaned.replace("&nbsp;", " ")))
    reader.close()
    return _join_text_blocks(reader.top.finish())


def get_first_paragraph(blocks: list[Block]) -> str:
    """Return the text of the first paragraph without markup; empty if there is none."""
    texts = (block["value"] for block in blocks if block["type"] == "text")
    return next(filter(None, (strip_markup(text.split("</p>")[0]) for text in texts)), "")


@dataclass
class _Table:
    caption: str = ""
    rows: list[list[list[Block]]] = field(default_factory=list)
    # Number of columns that the current cell spans.
    width: int = 1

    def add(self, tag: str, cell: list[Block]) -> None:
        if tag == "caption":
            self.caption = " ".join(_list_texts(cell))
        elif self.rows:
            self.rows[-1] += [cell, *([[]] * (self.width - 1))]

    @property
    def has_data(self) -> bool:
        """Whether it is a data table: several rows, 2 to ``MAX_COLUMNS`` columns, short cells."""
        rows = [row for row in self.rows if any(row)]
        columns = max(map(len, rows), default=0)
        return (
            len(rows) > 1
            and 1 < columns <= MAX_COLUMNS
            and all(map(_is_short, (cell for row in rows for cell in row)))
        )


class HTMLToBlocksParser(HTMLParser):
    """A parser of cleaned HTML; each table cell has a writer of its own until it ends."""

    def __init__(self, html: str, table_labels: tuple[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.table_labels = table_labels
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        self.top = BlockBuilder(min(levels, default=0))
        self.places = [self.top]
        self.tables: list[_Table] = []
        # Open tables that are nested too deep; only their text is written.
        self.too_deep = 0
        self.table_count = 0

    @property
    def place(self) -> BlockBuilder:
        return self.places[-1]

    def handle_data(self, data: str) -> None:
        self.place.add(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = self.place
        if tag in _INLINE:
            place.open_inline(tag, f"<{_INLINE[tag]}>")
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            place.open_inline(tag, f'<a href="{escape(href)}">' if _HREF.fullmatch(href) else "")
        elif tag == "br":
            place.line.append("<br/>")
        elif tag in _LISTS:
            place.open_list(tag)
        elif tag == "li":
            place.open_item()
        elif tag in {"table", "tr", *_CELLS}:
            self._open_table_part(tag, dict(attrs))
        elif tag in _BREAKING or tag in _HEADINGS:
            place.end_line()
            place.quotes += tag == "blockquote"
            place.heading = _HEADINGS.get(tag)

    def handle_endtag(self, tag: str) -> None:
        place = self.place
        if tag in _INLINE or tag == "a":
            place.close_inline(tag)
        elif tag in _LISTS:
            place.close_list(tag)
        elif tag == "li":
            place.close_item()
        elif tag in {"table", "tr", *_CELLS}:
            self._close_table_part(tag)
        elif tag in _BREAKING or tag in _HEADINGS:
            place.end_line()
            place.quotes -= tag == "blockquote"
            place.heading = None

    def _open_table_part(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "table" and (self.too_deep or len(self.tables) == MAX_TABLE_DEPTH):
            self.too_deep += 1
        if self.too_deep:
            self.place.end_line()
        elif tag == "table":
            self.place.end_line()
            self.tables.append(_Table())
        elif self.tables and tag == "tr":
            self.tables[-1].rows.append([])
        elif self.tables:
            self.tables[-1].width = _parse_span(attributes.get("colspan"))
            self.places.append(BlockBuilder(self.top.top_heading))

    def _close_table_part(self, tag: str) -> None:
        if self.too_deep:
            self.place.end_line()
            self.too_deep -= tag == "table"
        elif self.tables and tag == "table":
            self._place_table(self.tables.pop())
        elif self.tables and tag in _CELLS:
            self.tables[-1].add(tag, self.places.pop().finish())

    def _place_table(self, table: _Table) -> None:
        place = self.place
        if place.lists:
            # A list cannot contain a table: write its text, cell by cell.
            for text in [table.caption, *_list_texts(cell for row in table.rows for cell in row)]:
                place.add(text)
                place.end_line()
            return
        place.end_text()
        if table.has_data:
            self.table_count += 1
            place.blocks.append(self._build_table(table))
            return
        if table.caption:
            place.blocks.append({"type": "text", "value": f"<p>{escape(table.caption)}</p>"})
        place.blocks += [block for row in table.rows for cell in row for block in cell]

    def _build_table(self, table: _Table) -> Block:
        first, *others = [
            [" ".join(_list_texts(cell)) for cell in row] for row in table.rows if any(row)
        ]
        width = max(map(len, (first, *others)))
        table_label, column_label = self.table_labels
        headings = [
            heading or f"{column_label} {number}"
            for number, heading in enumerate(_pad_row(first, width), 1)
        ]
        value = {
            "caption": table.caption or f"{table_label} {self.table_count}",
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": _pad_row(row, width)} for row in others],
        }
        return {"type": "table", "value": value}


def _join_text_blocks(blocks: list[Block]) -> list[Block]:
    """Return the blocks with consecutive text blocks joined."""
    joined: list[Block] = []
    for kind, group in groupby(blocks, key=lambda block: block["type"]):
        found = list(group)
        if kind == "text":
            found = [{"type": "text", "value": "".join(block["value"] for block in found)}]
        joined += found
    return joined


def _list_texts(cells: Any) -> list[str]:
    """Return the texts of blocks, or of cells of blocks, without markup."""
    texts: list[str] = []
    for cell in cells:
        if isinstance(cell, list):
            texts += _list_texts(cell)
        elif cell["type"] != "table":
            texts.append(strip_markup(cell["value"]))
    return texts


def _is_short(cell: list[Block]) -> bool:
    kinds = {block["type"] for block in cell}
    return "table" not in kinds and sum(map(len, _list_texts(cell))) <= MAX_CELL_LENGTH


def _pad_row(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _parse_span(span: str | None) -> int:
    return min(max(int(span), 1), MAX_COLUMNS) if span and span.isdecimal() else 1
