"""What must arrive of a text in a form, and what must be said of the rest."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from importing.html.losses import LossKind
from tests.corpus.forms.chat import can_be_sent, write_message, write_message_clipboard
from tests.corpus.forms.google_docs import write_google_docs
from tests.corpus.forms.web_page import write_web_page
from tests.corpus.forms.word_clipboard import write_word_clipboard
from tests.corpus.forms.word_file import write_word_file
from tests.corpus.forms.writer_clipboard import write_writer_clipboard
from tests.corpus.notation import (
    Cell,
    Inline,
    Item,
    Paragraph,
    Table,
    Text,
    TextLine,
    TextRun,
    Thing,
    iter_inlines,
    list_cells,
)
from tests.corpus.outline import BREAK, CharacterStyle, normalize, write_runs, write_table

MOST_COLUMNS = 15
_KEPT_LINK = re.compile(r"https?://.*|mailto:.*|tel:.*|/.*")
_SIGNS = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
_NUMBERED = re.compile(r"(?:[IVX]+|[0-9]+|[A-Z])[.)] |(?:Điều|Chương|Mục|Phần) ")


@dataclass(frozen=True, eq=False)
class Form:
    """A form in which texts come. ``write``: returns a text in it.

    ``note``: how it shows the number of a footnote, in the text and before the note; empty if notes
    stay behind. ``things``: kinds of things → what is said of them. ``has_frame``: it holds headers
    and footers; ``has_heading_rows``: it says which rows of a table are headings. ``lines``: what
    divides the lines of a text that has nothing but lines: a paragraph each, or a line break.
    """

    name: str
    write: Callable[[Text], str | bytes]
    note: str = "[{}]"
    has_notes: bool = True
    has_heading_rows: bool = True
    has_captions: bool = False
    has_comments: bool = False
    has_hidden_text: bool = True
    has_deleted_text: bool = True
    has_frame: bool = False
    has_title: bool = False
    has_layout_boxes: bool = False
    says_notes: bool = True
    things: dict[str, LossKind] = field(default_factory=dict)
    contents: str = "said"
    lines: str = ""

    def __str__(self) -> str:
        return self.name

    def can_hold(self, text: Text) -> bool:
        """Return whether people have such a text in this form."""
        if self.lines:
            return can_be_sent(text)
        if text.has_breaks:
            return self.write is write_web_page
        return text.letters != "NFD" or self.write is not write_google_docs


_PICTURES = dict.fromkeys(("picture", "chart", "object", "formula"), LossKind.MISSING_PICTURE)
WORD_FILE = Form(
    "word-file",
    write_word_file,
    has_comments=True,
    has_frame=True,
    has_title=True,
    things={
        "chart": LossKind.DRAWING,
        "object": LossKind.OBJECT,
        "formula": LossKind.FORMULA,
        "box": LossKind.TEXT_BOX,
    },
)
WORD_CLIPBOARD = Form(
    "word-clipboard",
    write_word_clipboard,
    has_comments=True,
    has_layout_boxes=True,
    things=_PICTURES,
)
WRITER_CLIPBOARD = Form(
    "writer-clipboard",
    write_writer_clipboard,
    has_hidden_text=False,
    things=_PICTURES,
    contents="text",
)
GOOGLE_DOCS = Form(
    "google-docs",
    write_google_docs,
    note="{}",
    has_notes=False,
    has_heading_rows=False,
    has_hidden_text=False,
    has_deleted_text=False,
    things=_PICTURES,
    contents="",
)
WEB_PAGE = Form(
    "web-page",
    write_web_page,
    has_captions=True,
    says_notes=False,
    things={
        "picture": LossKind.MISSING_PICTURE,
        "chart": LossKind.DRAWING,
        "object": LossKind.OBJECT,
        "formula": LossKind.FORMULA,
        "film": LossKind.FILM,
    },
    contents="",
)
MESSAGE = Form("message", write_message, lines="\n")
MESSAGE_CLIPBOARD = Form("message-clipboard", write_message_clipboard, lines=BREAK)
CLIPBOARDS = (WORD_CLIPBOARD, WRITER_CLIPBOARD, GOOGLE_DOCS, WEB_PAGE, MESSAGE_CLIPBOARD)
FORMS = (WORD_FILE, *CLIPBOARDS, MESSAGE)


@dataclass
class Expected:
    """What must arrive: ``outline`` as of ``read_outline``, and kinds of what is said."""

    text: Text
    form: Form
    losses: set[LossKind] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def parts(self) -> tuple[str, str, list[str]]:
        """Title and lead that are taken from the text, and the outline of the rest."""
        if self.form.lines:
            written = write_message(self.text).split("\n")
            return "", "", self.form.lines.join(map(normalize, written)).split("\n")
        lines, blocks = [], list(self.text.blocks)
        title = lead = ""
        if self.form.has_title:
            title = self._take_first(blocks)
            lead = self._take_first(blocks) if title else ""
        if self.text.letters in {"TCVN3", "VNI"}:
            self.losses.add(LossKind.OLD_LETTERS)
        top = min(
            (one.level for one in blocks if isinstance(one, Paragraph) and one.level), default=0
        )
        shown: dict[int, int] = {}
        for block in blocks:
            if isinstance(block, Item):
                lines.append(self.write_item(block, shown))
                continue
            shown.clear()
            lines += self.iter_lines(block, top)
        return title, lead, [line for line in [*lines, *self.notes] if line]

    @property
    def outline(self) -> list[str]:
        """The lines of the text, without its title and lead."""
        return self.parts[2]

    @property
    def words(self) -> list[str]:
        """All words of the text in order, with those of its title and lead."""
        title, lead, lines = self.parts
        return list_words([title, lead, *lines])

    def _take_first(self, blocks: list) -> str:
        """Take the first paragraph if it is a title by its looks, and return its text."""
        first = blocks[0] if blocks else None
        if not isinstance(first, Paragraph) or not first.is_bold or first.level:
            return ""
        text = self._write_plain(first.line)
        if not text or _NUMBERED.match(text):
            return ""
        del blocks[0]
        return text

    def write_item(self, item: Item, shown: dict[int, int]) -> str:
        """Return an item, or a paragraph with its number if a list cannot show that."""
        line = self.write_line(item.line)
        for deeper in [level for level in shown if level > item.level]:
            del shown[deeper]
        if item.form == "bullet":
            shown[item.level] = 0
            return f"{'-' * item.level} {line}"
        if item.form == "decimal" and item.number == shown.get(item.level, 0) + 1:
            shown[item.level] = item.number
            return f"{'+' * item.level} {line}"
        shown.clear()
        return self.write_line((TextRun(f"{item.label} "), *item.line))

    def iter_lines(self, block, top: int) -> Iterator[str]:
        match block:
            case Paragraph(level=0):
                # A picture divides the paragraph that it stands in.
                yield from self._iter_parts(block.line)
            case Paragraph():
                text = self._write_plain(block.line)
                yield f"{'=' if block.level == top else '=='} {text}"
            case Table():
                yield from self._iter_table(block)
            case Thing():
                yield from self._iter_thing(block)

    def _iter_parts(self, line: TextLine) -> Iterator[str]:
        part: list[Inline] = []
        for one in line:
            if self._is_picture(one):
                yield self.write_line(tuple(part))
                yield f"{{picture:{one.text}}}"
                part = []
            else:
                part.append(one)
        yield self.write_line(tuple(part))

    def _is_picture(self, one: Inline) -> bool:
        return isinstance(one, Thing) and one.kind == "picture" and self.form.has_title

    def _iter_thing(self, thing: Thing) -> Iterator[str]:
        match thing.kind:
            case "page":
                return
            case "header" | "footer":
                if self.form.has_frame:
                    self.losses.add(LossKind.PAGE_FRAME)
            case "contents":
                if self.form.contents == "said":
                    self.losses.add(LossKind.CONTENTS)
                elif self.form.contents:
                    yield from (
                        self.write_line(one.line)
                        for one in self.text.blocks
                        if isinstance(one, Paragraph) and one.level
                    )
            case "box":
                if self.form.has_layout_boxes:
                    self.losses.add(LossKind.LAYOUT_TABLE)
                elif "box" in self.form.things:
                    self.losses.add(self.form.things["box"])
                yield self.write_line(thing.runs)
            case _:
                yield self.write_line((thing,))

    def _iter_table(self, table: Table, *, in_cell: bool = False) -> Iterator[str]:
        nested = [
            one
            for cell in list_cells(table)
            for line in cell.lines
            for one in line
            if isinstance(one, Thing) and one.kind == "table"
        ]
        width = len(table.rows[0])
        if table.caption and not self.form.has_captions:
            yield table.caption
        if table.is_invisible or nested or width > MOST_COLUMNS:
            is_large = width > MOST_COLUMNS
            self.losses.add(LossKind.LARGE_TABLE if is_large else LossKind.LAYOUT_TABLE)
            for cell in list_cells(table):
                for line in cell.lines:
                    yield self.write_line(line)
                    for one in line:
                        if one in nested:
                            yield from self._iter_table(one.table, in_cell=True)
            return
        rows = [
            [self._write_cell(table, r, c) for c in range(width)] for r in range(len(table.rows))
        ]
        if any(cell.width > 1 or cell.height > 1 for cell in list_cells(table)):
            self.losses.add(LossKind.MERGED_CELL)
        first = max(cell.height for cell in table.rows[0] if cell)
        top = table.heading_rows if self.form.has_heading_rows else first
        if any(
            isinstance(one, TextRun) and (one.href or one.marks & {"b", "i"}) and one.text.strip()
            for row in table.rows[top:]
            for cell in row
            if cell
            for line in cell.lines
            for one in line
        ):
            self.losses.add(LossKind.CELL_MARKUP)
        headings = [
            " – ".join(
                dict.fromkeys(filter(None, (self._write_heading(table, r, c) for r in range(top))))
            )
            for c in range(width)
        ]
        caption = table.caption if self.form.has_captions else ""
        yield from write_table(rows[top:], headings, normalize(caption))

    def _write_cell(self, table: Table, row: int, column: int) -> str:
        """Return the text of a place; empty where a cell from the left reaches."""
        for up in range(row + 1):
            cell = table.rows[row - up][column]
            if cell:
                return self._join(cell.lines) if cell.height > up else ""
        return ""

    def _write_heading(self, table: Table, row: int, column: int) -> str:
        """Return the text above a column; a cell that spans columns stands above each."""
        for left in range(column + 1):
            cell = table.rows[row][column - left]
            if cell:
                return self._join(cell.lines) if cell.width > left else ""
        return self._write_cell(table, row, column)

    def _join(self, lines: tuple[TextLine, ...]) -> str:
        return " ".join(filter(None, map(self._write_plain, lines)))

    def write_line(self, line: TextLine) -> str:
        return write_runs(self._iter_runs(line))

    def _write_plain(self, line: TextLine) -> str:
        """Return a line without looks, as headings and cells are; raised numbers are signs."""
        written = ""
        for text, (marks, _href) in self._iter_runs(line):
            mark = next((one for one in ("sup", "sub") if one in marks), "")
            is_sign = mark and re.fullmatch("[0-9+-]{1,9}", text)
            written += text.translate(_SIGNS[mark]) if is_sign else text
        return normalize(written)

    def _iter_runs(self, line: TextLine) -> Iterator[tuple[str, CharacterStyle]]:
        for one in line:
            if isinstance(one, Thing):
                yield from self._iter_thing_runs(one)
                continue
            if "s" in one.marks:
                self.losses.add(LossKind.STRUCK_TEXT)
            if one.marks & {"ins", "del"} and self.form.has_deleted_text:
                self.losses.add(LossKind.TRACKED_CHANGE)
            if "hidden" in one.marks and self.form.has_hidden_text:
                self.losses.add(LossKind.HIDDEN_TEXT)
            if one.marks & {"del", "hidden"}:
                continue
            href = one.href if _KEPT_LINK.fullmatch(one.href) else ""
            if one.href and not href:
                self.losses.add(LossKind.LINK)
            yield one.text, (one.marks & {"b", "i", "sup", "sub"}, href)

    def _iter_thing_runs(self, thing: Thing) -> Iterator[tuple[str, CharacterStyle]]:
        match thing.kind:
            case "note":
                number = len(self.notes) + 1
                label = self.form.note.format(number)
                yield label, (frozenset({"sup"}), "")
                self.notes.append(
                    self.write_line((TextRun(f"{label} "), *thing.runs))
                    if self.form.has_notes
                    else ""
                )
                if self.form.has_notes and self.form.says_notes:
                    self.losses.add(LossKind.NOTE)
            case "comment":
                if self.form.has_comments:
                    self.losses.add(LossKind.COMMENT)
            case kind if kind in self.form.things:
                self.losses.add(self.form.things[kind])


def list_words(lines: list[str]) -> list[str]:
    """Return the words of the lines of an outline in order, without its signs."""
    plain = re.sub(r"\{[a-z]+:(?:[^{}|]*\|)?|[{}]|⏎", " ", "\n".join(lines))
    plain = re.sub(r"^(?:=+|-+|\++|\|[-*]?) ", "", plain, flags=re.MULTILINE)
    return [word for word in plain.split() if word != "|"]


def list_lines(text: Text, form: Form) -> list[str]:
    """Return the lines of a text for a reader who knows no tables: one cell after another."""
    lines: list[str] = []
    expected = Expected(text, form)
    shown: dict[int, int] = {}
    for block in text.blocks:
        if isinstance(block, Table):
            lines.append(normalize(block.caption))
            for cell in list_cells(block):
                lines += _list_cell_lines(cell, expected)
        elif isinstance(block, Item):
            lines.append(expected.write_item(block, shown))
        else:
            shown.clear()
            lines += expected.iter_lines(block, 0)
    return [line for line in [*lines, *expected.notes] if line]


def _list_cell_lines(cell: Cell, expected: Expected) -> list[str]:
    """Return the lines of a cell, and then those of the tables in it."""
    lines = [expected.write_line(line) for line in cell.lines]
    for thing in (one for line in cell.lines for one in line if isinstance(one, Thing)):
        for nested in list_cells(thing.table) if thing.kind == "table" else []:
            lines += _list_cell_lines(nested, expected)
    return lines


def get_sent_words(text: Text, form: Form) -> str:
    """Return all words of a text that come along in a form, whatever becomes of them.

    In no order, and without what divides them.
    """
    kept = {"note": form.has_notes, "comment": form.has_comments, "box": True}
    kept |= {"header": form.has_frame, "footer": form.has_frame}
    marks = {"del": form.has_deleted_text, "hidden": form.has_hidden_text}
    words = ""
    for one in iter_inlines(text.blocks):
        if isinstance(one, Thing):
            runs = one.runs if kept.get(one.kind) else ()
            words += "".join(run.text for run in runs if isinstance(run, TextRun))
        elif all(marks.get(mark, True) for mark in one.marks):
            words += one.text
    return words
