"""What all forms in HTML share: a writer of blocks, whose parts each program writes differently."""

import re
from collections.abc import Callable
from html import escape
from itertools import groupby

from tests.corpus.forms.word_file import WRITERS
from tests.corpus.notation import Cell, Item, Paragraph, Table, Text, TextLine, TextRun, Thing

# A picture that came along: a white point.
DATA_URL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7b"
    "uVgAAAABJRU5ErkJggg=="
)


class MarkupWriter:
    """A writer of a text as HTML; subclasses write as one program does."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.write_letters: Callable[[str], str] = WRITERS.get(text.letters, str)
        self.notes: list[str] = []
        self.comments: list[str] = []

    def write_blocks(self) -> str:
        """Return all blocks of the text, one after the other."""
        written = []
        for is_list, group in groupby(self.text.blocks, key=lambda one: isinstance(one, Item)):
            blocks = list(group)
            written += [self.write_list(blocks)] if is_list else map(self.write_block, blocks)
        return "\n".join(filter(None, written))

    def write_block(self, block) -> str:
        """Return a block that is no item of a list."""
        match block:
            case Paragraph(level=0):
                return self.write_paragraph(self.write_line(block.line), is_centred=block.is_bold)
            case Paragraph():
                return self.write_heading(self.write_line(block.line), block.level)
            case Table():
                return self.write_table(block)
        return self.write_thing_block(block)

    def write_line(self, line: TextLine) -> str:
        """Return the runs and things of a line."""
        return "".join(
            self.write_run(one) if isinstance(one, TextRun) else self.write_thing(one)
            for one in line
        )

    def write_table(self, table: Table) -> str:
        """Return a table behind its caption; rows of headings stand in a ``thead``."""
        rows = [
            "<tr>"
            + "".join(self.write_cell(cell, number < table.heading_rows) for cell in row if cell)
            + "</tr>"
            for number, row in enumerate(table.rows)
        ]
        head, rows = rows[: table.heading_rows], rows[table.heading_rows :]
        inner = f"<thead>{''.join(head)}</thead>" if head else ""
        body = f"<tbody>{''.join(rows)}</tbody>"
        return (
            self.write_caption(table) + f"<table{self.get_table_look(table)}>{inner}{body}</table>"
        )

    def write_caption(self, table: Table) -> str:
        """Return the caption, which office programs write as a paragraph."""
        if not table.caption:
            return ""
        return self.write_paragraph(self.escape_text(table.caption), is_centred=True)

    def write_cell(self, cell: Cell, is_heading: bool) -> str:
        """Return a cell."""
        spans = f' colspan="{cell.width}"' if cell.width > 1 else ""
        spans += f' rowspan="{cell.height}"' if cell.height > 1 else ""
        inner = "".join(self.write_cell_line(line) for line in cell.lines)
        nested = [one for line in cell.lines for one in line if isinstance(one, Thing)]
        inner += "".join(self.write_table(one.table) for one in nested if one.kind == "table")
        return f"<td{spans}>{inner}</td>"

    def write_cell_line(self, line: TextLine) -> str:
        """Return a paragraph of a cell."""
        return self.write_paragraph(self.write_line(line), is_centred=False)

    def get_table_look(self, table: Table) -> str:
        """Return the attributes of a table."""
        return ' border="0"' if table.is_invisible else ' border="1"'

    def escape_text(self, text: str) -> str:
        """Return text as it stands in HTML, without what ``write_run`` makes of line breaks."""
        return escape(self.write_letters(text), quote=False).replace("\u00a0", "&nbsp;")

    def write_paragraph(self, inner: str, *, is_centred: bool) -> str:
        """Return a paragraph."""
        raise NotImplementedError

    def write_heading(self, inner: str, level: int) -> str:
        """Return a heading."""
        raise NotImplementedError

    def write_list(self, items: list[Item]) -> str:
        """Return items that follow each other."""
        raise NotImplementedError

    def write_run(self, run: TextRun) -> str:
        """Return text with its look."""
        raise NotImplementedError

    def write_thing(self, thing: Thing) -> str:
        """Return what stands in a line and is no text."""
        raise NotImplementedError

    def write_thing_block(self, thing: Thing) -> str:
        """Return what stands between paragraphs."""
        raise NotImplementedError


def nest_items(items: list[Item], write: Callable[[Item], str], *, in_item: bool) -> str:
    """Return items as nested ``ul`` and ``ol`` elements.

    ``in_item``: a deeper list lies within the item above it, as the standard says; else behind it,
    as several programs write it. A list that goes on has ``start``, letters have ``type="a"``.
    """
    written, open_lists = "", []
    for item in items:
        tag = "ul" if item.form == "bullet" else "ol"
        while open_lists and (
            open_lists[-1][0] > item.level
            or (open_lists[-1][0] == item.level and open_lists[-1][1:] != (tag, item.form))
        ):
            written += ("</li>" if in_item else "") + f"</{open_lists.pop()[1]}>"
        if open_lists and open_lists[-1][0] == item.level:
            written += "</li>" if in_item else ""
            if item.form != "bullet" and item.number == 1:
                written += f"</{tag}><{tag}{_get_look(item)}>"
        else:
            written += f"<{tag}{_get_look(item)}>"
            open_lists.append((item.level, tag, item.form))
        written += f"<li>{write(item)}" + ("" if in_item else "</li>")
    while open_lists:
        written += ("</li>" if in_item else "") + f"</{open_lists.pop()[1]}>"
    return written


def _get_look(item: Item) -> str:
    look = ' type="a"' if item.form == "letter" else ""
    return look + (f' start="{item.number}"' if item.number > 1 else "")


def wrap_lines(html: str, width: int = 90) -> str:
    """Break lines of HTML at spaces between words, as Word does."""
    return re.sub(rf"([^<>\n]{{{width},}}?) (?=[^<>]*<)", "\\1\r\n", html)
