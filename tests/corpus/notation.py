"""The notation of the corpus: a text as plain lines, and the blocks that it says.

A file begins with lines ``name: value`` up to an empty line. Then each line is a block::

    = Heading          == one below it         === and below that
    ! A heading that is only a paragraph in bold type
    - bullet           -- of the second level, and so on to the fourth
    + number           ++ of the second level; +! begins to count anew
    @ letter, a) b) c), of the first level
    |- caption of the table that follows
    |* row of headings | …
    | row | …          a cell "<" belongs to the one before it, "^" to the one above it
    |_ row of a table without lines, which only arranges the page | …
    {page} {contents} {header:…} {footer:…} {box:…} {chart} {film:address}
    anything else is a paragraph

Within a line: ``{b:…} {i:…} {u:…} {s:…} {sup:…} {sub:…} {ins:…} {del:…} {hidden:…}`` mark text,
``{a:address|text}`` is a link, ``{br} {nbsp} {shy} {zwsp} {tab} {p}`` are characters (``{p}`` ends
a paragraph of a cell), and ``{note:…} {comment:…} {picture:…} {object:…} {formula:…}`` and
``{table:a;b//c;d}`` are things that stand in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MARKS = {"b", "i", "u", "s", "sup", "sub", "ins", "del", "hidden"}
CHARACTERS = {
    "br": "\n", "nbsp": "\u00a0", "shy": "\u00ad", "zwsp": "\u200b", "tab": "\t", "p": "\x0c",
}  # fmt: skip
OBJECTS = {
    "note", "comment", "picture", "object", "formula", "table",
    "page", "contents", "header", "footer", "box", "chart", "film",
}  # fmt: skip
_LIST = re.compile(r"(-{1,4}|\+{1,4}|@)(!?) (.*)")
_HEADING = re.compile(r"(={1,3}) (.*)")
_NAME = re.compile(r"\{([a-z]+)([:}])")


@dataclass(frozen=True)
class TextRun:
    """Text of one look. ``\\n`` in it is a line break."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""


@dataclass(frozen=True)
class Thing:
    """What stands in a line or between the paragraphs and is no text of it."""

    kind: str
    text: str = ""

    @property
    def runs(self) -> tuple["TextRun | Thing", ...]:
        """What its text says, as of a paragraph."""
        return tuple(read_line(self.text))

    @property
    def table(self) -> "Table":
        """The table that its text says: ``a;b//c;d``."""
        rows = [row.replace(";", " | ") for row in self.text.split("//")]
        return read_table([f"|* {rows[0]}", *(f"| {row}" for row in rows[1:])])


Inline = TextRun | Thing
TextLine = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a heading of a ``level``; ``is_bold``: one that is only in bold type."""

    line: TextLine
    level: int = 0
    is_bold: bool = False


@dataclass(frozen=True)
class Item:
    """An item of a list. ``form``: ``bullet``, ``decimal`` or ``letter``.

    ``number``: as it is counted. ``list``: to which list of its form it belongs, from 0.
    """

    line: TextLine
    form: str
    level: int
    number: int
    list: int

    @property
    def label(self) -> str:
        """The sign in front of it."""
        if self.form == "bullet":
            return "-"
        return f"{self.number}." if self.form == "decimal" else f"{chr(96 + self.number)})"


@dataclass(frozen=True)
class Cell:
    """A cell with its paragraphs, and the columns and rows that it spans."""

    lines: tuple[TextLine, ...]
    width: int = 1
    height: int = 1


@dataclass(frozen=True)
class Table:
    """A table. ``rows``: with None where a cell from the left or from above reaches.

    ``heading_rows``: how many at its top. ``is_invisible``: it only arranges the page.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    heading_rows: int = 0
    is_invisible: bool = False
    caption: str = ""


Block = Paragraph | Item | Table | Thing


@dataclass(frozen=True, eq=False)
class Text:
    """A text. ``letters``: ``NFD``, ``TCVN3``, ``VNI`` or empty for what is usual.

    ``has_breaks``: its author ends paragraphs with two line breaks where that is possible.
    """

    name: str
    title: str
    kind: str
    blocks: tuple[Block, ...] = field(repr=False)
    letters: str = ""
    has_breaks: bool = False
    traits: frozenset[str] = field(default=frozenset(), repr=False)


def read_text(name: str, source: str) -> Text:
    """Return the text that a file says."""
    head, _empty, body = source.partition("\n\n")
    values = dict(line.split(": ", 1) for line in head.splitlines())
    blocks = tuple(_read_blocks(body.splitlines()))
    return Text(
        name,
        values["title"],
        values["kind"],
        blocks,
        letters=values.get("letters", ""),
        has_breaks=values.get("paragraphs") == "breaks",
        traits=frozenset(_iter_traits(blocks, values)),
    )


def read_line(source: str) -> Iterator[Inline]:
    """Yield the runs and things of a line."""
    yield from _read_inline(source, frozenset(), "")


def iter_inlines(blocks: tuple[Block, ...]) -> Iterator[Inline]:
    """Yield all runs and things of blocks, those in cells and between paragraphs too."""
    for block in blocks:
        if isinstance(block, Thing):
            yield block
        elif isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row if cell):
                for line in cell.lines:
                    yield from line
        else:
            yield from block.line


def list_cells(table: Table) -> list[Cell]:
    """Return the cells of a table in reading order."""
    return [cell for row in table.rows for cell in row if cell]


def _read_inline(source: str, marks: frozenset[str], href: str) -> Iterator[Inline]:
    at = 0
    while (begin := source.find("{", at)) >= 0:
        if begin > at:
            yield TextRun(source[at:begin], marks, href)
        found = _NAME.match(source, begin)
        if found is None:
            raise ValueError(source[begin : begin + 20])
        name = found[1]
        end = begin + len(name) + 2 if found[2] == "}" else _find_end(source, found.end()) + 1
        inner = source[found.end() : end - 1] if found[2] == ":" else ""
        if name in CHARACTERS:
            yield TextRun(CHARACTERS[name], marks, href)
        elif name in OBJECTS:
            yield Thing(name, inner)
        elif name == "a":
            address, _bar, words = inner.partition("|")
            yield from _read_inline(words, marks, address)
        elif name in MARKS:
            yield from _read_inline(inner, marks | {name}, href)
        else:
            raise ValueError(name)
        at = end
    if at < len(source):
        yield TextRun(source[at:], marks, href)


def _find_end(source: str, at: int) -> int:
    depth = 1
    for place in range(at, len(source)):
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        if not depth:
            return place
    raise ValueError(source)


def _read_blocks(lines: list[str]) -> Iterator[Block]:
    counter = _Counter()
    caption, rows = "", []
    for line in [*lines, ""]:
        if line.startswith("|- "):
            caption = line[3:]
            continue
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            yield read_table(rows, caption)
            caption, rows = "", []
        if not line:
            continue
        item, heading = _LIST.fullmatch(line), _HEADING.fullmatch(line)
        if item:
            yield counter.count(item[1], item[3], is_first=bool(item[2]))
            continue
        counter.leave()
        inlines = tuple(read_line(line.removeprefix("! ")))
        if heading:
            yield Paragraph(tuple(read_line(heading[2])), level=len(heading[1]))
        elif line.startswith("! "):
            yield Paragraph(tuple(_embolden(inlines)), is_bold=True)
        elif len(inlines) == 1 and isinstance(inlines[0], Thing) and inlines[0].kind != "picture":
            yield inlines[0]
        else:
            yield Paragraph(inlines, is_bold=all(_is_bold(one) for one in inlines))


class _Counter:
    """The counting of list items as Word does it: on after a paragraph, unless told to restart.

    Letters begin with a) after everything else.
    """

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.letters = self.letter_lists = self.decimal_lists = 0

    def leave(self) -> None:
        self.letters = 0

    def count(self, sign: str, source: str, *, is_first: bool) -> Item:
        line = tuple(read_line(source))
        level = len(sign)
        if sign == "@":
            self.letter_lists += not self.letters
            self.letters += 1
            return Item(line, "letter", level, self.letters, self.letter_lists)
        self.leave()
        if sign[0] == "-":
            return Item(line, "bullet", level, 0, 0)
        if is_first:
            self.decimal_lists += 1
            self.counts = {}
        for deeper in [at for at in self.counts if at > level]:
            del self.counts[deeper]
        self.counts[level] = self.counts.get(level, 0) + 1
        return Item(line, "decimal", level, self.counts[level], self.decimal_lists)


def read_table(lines: list[str], caption: str = "") -> Table:
    """Return the table of lines that begin with ``|``."""
    signs = [[part.strip() for part in line[2:].split(" | ")] for line in lines]
    rows: list[list[Cell | None]] = []
    for at, row in enumerate(signs):
        cells: list[Cell | None] = []
        for column, sign in enumerate(row):
            if sign in {"<", "^"}:
                cells.append(None)
                continue
            width = _count_from(row[column + 1 :], "<")
            height = _count_from([one[column] for one in signs[at + 1 :]], "^")
            parts = tuple(tuple(read_line(part)) for part in _split_paragraphs(sign))
            cells.append(Cell(parts, width, height))
        rows.append(cells)
    headings = sum(line.startswith("|* ") for line in lines)
    is_invisible = lines[0].startswith("|_ ")
    return Table(tuple(map(tuple, rows)), headings, is_invisible, caption)


def _split_paragraphs(sign: str) -> list[str]:
    return [part for part in sign.split("{p}") if part]


def _count_from(signs: list[str], sign: str) -> int:
    number = 1
    for one in signs:
        if one != sign:
            break
        number += 1
    return number


def _is_bold(one: Inline) -> bool:
    return isinstance(one, TextRun) and ("b" in one.marks or not one.text.strip())


def _embolden(line: TextLine) -> Iterator[Inline]:
    for one in line:
        yield TextRun(one.text, one.marks | {"b"}, one.href) if isinstance(one, TextRun) else one


def _iter_traits(blocks: tuple[Block, ...], values: dict[str, str]) -> Iterator[str]:
    """Yield what a text has that a form or a door may lose."""
    yield from (values.get("letters", ""),) if values.get("letters") else ()
    for block in blocks:
        if isinstance(block, Paragraph) and block.level:
            yield f"heading {block.level}"
        elif isinstance(block, Paragraph) and block.is_bold:
            yield "bold paragraph"
        elif isinstance(block, Item):
            yield f"{block.form} {'nested' if block.level > 1 else 'list'}"
        elif isinstance(block, Table):
            yield from _iter_table_traits(block)
    for one in iter_inlines(blocks):
        if isinstance(one, Thing):
            yield one.kind
            continue
        yield from one.marks
        if one.href:
            yield f"link {one.href.partition(':')[0]}"
        yield from (name for name, sign in CHARACTERS.items() if sign in one.text)
        yield from ("emoji" for sign in one.text if sign > "\u2600")
        yield from ("sign" for sign in one.text if sign in "<>&")


def _iter_table_traits(table: Table) -> Iterator[str]:
    cells = list_cells(table)
    yield "invisible table" if table.is_invisible else "table"
    if table.caption:
        yield "caption"
    if table.heading_rows > 1:
        yield "heading rows"
    if any(cell.width > 1 for cell in cells):
        yield "wide cell"
    if any(cell.height > 1 for cell in cells):
        yield "high cell"
    if len(table.rows[0]) > 15:
        yield "large table"
