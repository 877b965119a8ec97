"""Lines of clean text from a saved page of the old portal, and the content of a bulletin.

A page is decoded, and text or HTML converted to lines in NFC with their links. ``PortalPageError``
is the error for an invalid page.
"""

import datetime
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from importing.html.builder import SIGNS
from importing.html.lists import OrderedList
from importing.html.losses import Losses, LossKind
from importing.html.office import HIDDEN_STYLE

MAX_BYTES = 2 * 1024 * 1024
_FOREIGN_FORMATS = {
    (b"%PDF",): "a PDF document",
    (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"): "a Word, Excel or ZIP file",
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): "an image",
    (b"MIME-Version:", b"From: <Saved by"): "a web archive (MHTML)",
}
# Control, format and private-use characters: zero-width spaces, soft hyphens, direction marks and
# the bullets of Word's symbol fonts. They are invisible, but break search and slugs.
_INVISIBLE = frozenset({"Cc", "Cf", "Co"})
# Unicode normalisation takes quadratic time in the combining marks of a letter, and no language
# needs more than this.
_MAX_MARKS = 8
_CLOSING_MARK = re.compile(r" ?\. ?/ ?\.$")
BUTTON = re.compile(r"Tăng cỡ chữ|Giảm cỡ chữ|Độ tương phản", re.IGNORECASE)
_CHROME = re.compile(rf"PublishingPortal ?[-–] ?Block_\w+|{BUTTON.pattern}", re.IGNORECASE)

_LINK_TARGET = re.compile(r"(?:https?://\w|mailto:|tel:)\S{1,1990}", re.IGNORECASE)

HTML = re.compile(r"<(?:!doctype|html|head|body|form|div|table|p|br|span|h[1-6])\b", re.IGNORECASE)
# The standard library's HTML parser takes quadratic time for malformed tags (hours for 2 MB), so
# this expression splits the page into tags. Every alternative consumes what it has matched, which
# keeps the time linear; the groups named open_… match if the file ends inside a construct.
_MARKUP = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|(?P<open_comment>\Z)))
      | <(?P<skipped>script|style|title|noscript|template|xml|svg|iframe|select|textarea|nav|
          footer|aside)(?=[\s/>]).*?(?:</(?P=skipped)\s*+>|(?P<open_element>\Z))
      | <[!?%][^>]*+(?:>|(?P<open_declaration>\Z))
      | <(?P<slash>/?)(?P<name>[a-z][^\s/>]*+)
        (?P<attributes>(?:=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+)(?:>|(?P<open_tag>\Z))
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LIST_ATTRIBUTE = re.compile(r"""\b(start|type)\s*=\s*["']?(\w{1,3})\b""", re.IGNORECASE)
# int() raises ValueError for thousands of digits, and html.unescape() does not catch it.
HUGE_REFERENCE = re.compile(r"&#[0-9]{8,};?")
_STYLE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9+-]{1,9}")
# Tags of what a bulletin does not take over.
_LOST_TAGS = {
    "img": LossKind.MISSING_PICTURE, "audio": LossKind.FILM, "embed": LossKind.FILM,
    "iframe": LossKind.FILM, "video": LossKind.FILM, "canvas": LossKind.DRAWING,
    "svg": LossKind.DRAWING, "math": LossKind.FORMULA, "applet": LossKind.OBJECT,
    "object": LossKind.OBJECT, "s": LossKind.STRUCK_TEXT, "strike": LossKind.STRUCK_TEXT,
    "ins": LossKind.TRACKED_CHANGE,
}  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_CONTAINERS = frozenset({"article", "body", "div", "form", "main", "section", "table"})
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q|s|samp|"
    r"small|span|strike|strong|sub|sup|tt|u|var|wbr|[a-z0-9]+:.*"
)


class PortalPageError(ValueError):
    """Error that says what is wrong with a page and what is expected.

    `line`: line number from 1, or None if no single line is concerned.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class TextRun:
    """Stretch of text, linked to `href` or not; spaces around a link are in its neighbours."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """Paragraph, or a measure without its number, as runs in reading order."""

    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        """Text of the paragraph without its links."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Measures:
    """At least two measures that the page numbers from 1 without a gap."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Heading:
    """Short line in capitals or with a Roman numeral, such as "II. Tổ chức thực hiện"."""

    text: str


Block = Paragraph | Measures | Heading


@dataclass(frozen=True)
class PortalPage:
    """Bulletin with text in NFC; `lead` and `author` are empty if the page has none.

    `losses`: what of its part of the page did not come along.
    """

    issued_on: datetime.date
    title: str
    lead: str
    blocks: tuple[Block, ...]
    author: str
    losses: Losses = field(default_factory=Counter, compare=False)


@dataclass(frozen=True)
class PageLine(Paragraph):
    """Line of the page, with its line number in the file."""

    number: int
    # Lowest number of containers open between the previous line and this one. If it is lower than
    # before, an element that held the lines above has been closed. 0 in plain text.
    floor: int = 0
    # What stood in it, or behind it, and is no text.
    losses: list[LossKind] = field(default_factory=list, compare=False)
    # The innermost table around it.
    table: "_OpenTable | None" = field(default=None, compare=False)

    @property
    def is_cell(self) -> bool:
        """Whether it is from a table with data, known once the table has been read."""
        return self.table is not None and self.table.has_data

    @property
    def bare(self) -> str:
        """Text without the markers and buttons of the portal."""
        return _CHROME.sub("", self.text)


def decode_page(data: bytes) -> str:
    """Return the text of a saved page.

    Raises PortalPageError if it is empty, not text, or larger than `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        raise PortalPageError(f"The file is larger than {MAX_BYTES} bytes; save the page alone.")
    for starts, kind in _FOREIGN_FORMATS.items():
        if data.startswith(starts):
            raise PortalPageError(f"This is {kind}; expected the page saved as text or HTML.", 1)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = re.sub(r"\r\n?", "\n", data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _make_decoding_error(error) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise PortalPageError("Binary data (a NUL); expected UTF-8, or UTF-16 with its BOM.", line)
    if not any(map(str.strip, iter_visible_characters(text))):
        raise PortalPageError("The file is empty; expected the text or HTML of a bulletin.", 1)
    return text


def _make_decoding_error(error: UnicodeDecodeError) -> PortalPageError:
    before = error.object[: error.start].decode(error.encoding, errors="ignore")
    line = len(re.findall(r"\r\n?|\n", before)) + 1
    if error.reason in {"unexpected end of data", "truncated data"}:
        return PortalPageError("The file ends inside a character; expected the whole page.", line)
    return PortalPageError("Neither UTF-8 nor UTF-16; expected the page saved as UTF-8.", line)


def iter_visible_characters(text: str) -> Iterator[str]:
    """Yield the characters that a reader can see, and spaces."""
    marks = 0
    for character in text:
        if unicodedata.category(character) in _INVISIBLE and not character.isspace():
            continue
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            yield character


def _join_runs(chunks: Iterable[TextRun]) -> Iterator[TextRun]:
    """Yield the chunks in NFC; joins neighbours with the same link, and rows of spaces."""
    for href, group in groupby((run for run in chunks if run.text), key=lambda run: run.href):
        text = "".join(iter_visible_characters("".join(run.text for run in group)))
        yield TextRun(unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)), href)


def build_runs(chunks: Iterable[TextRun]) -> tuple[TextRun, ...]:
    """Return the runs of a line, trimmed; a closing mark "./." becomes a full stop."""
    spaced: list[TextRun] = []
    for run in _join_runs(chunks):
        core = run.text.strip()
        before, _, after = run.text.partition(core) if core else (run.text, "", "")
        spaced += [TextRun(before), TextRun(core, run.href), TextRun(after)]
    runs = list(_join_runs(spaced))
    if runs:
        runs[0] = TextRun(runs[0].text.lstrip(), runs[0].href)
        runs[-1] = TextRun(_CLOSING_MARK.sub(".", runs[-1].text.rstrip()), runs[-1].href)
    return tuple(run for run in runs if run.text)


def list_text_lines(text: str) -> list[PageLine]:
    """Return the lines of a page saved as text, without empty ones."""
    lines = (PageLine(build_runs([TextRun(row)]), n) for n, row in enumerate(text.split("\n"), 1))
    return [line for line in lines if line.runs]


class HTMLLineReader:
    """Converter of HTML to lines.

    There is one line for each stretch between block tags that has visible text.
    """

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self.chunks: list[TextRun] = []
        self.row = self.first_row = 1
        self.depth = self.floor = 0
        self.href: str | None = None
        self.lists: list[OrderedList | None] = []
        self.label = ""
        # What the current line loses, and the open tables.
        self.losses: list[LossKind] = []
        self.tables: list[_OpenTable] = []
        # Name of the open element that is not shown, how many of this name are open, and whether it
        # has words.
        self.hidden = ""
        self.hidden_depth = 0
        self.has_hidden_words = False
        # Whether the text is raised or lowered: the tag that says so.
        self.height = ""

    def read(self, text: str) -> list[PageLine]:
        """Return the lines of the page. Raises PortalPageError if it was cut off."""
        position = 0
        for token in _MARKUP.finditer(text):
            self._read_text(text[position : token.start()])
            if (token.lastgroup or "").startswith("open_"):
                raise PortalPageError("The file ends inside this tag or element.", self.row)
            if token["name"]:
                self._read_tag(token["name"].lower(), not token["slash"], token["attributes"])
            elif token["skipped"] and not self.hidden:
                self._lose(_LOST_TAGS.get(token["skipped"].lower()))
            self.row += token.group().count("\n")
            position = token.end()
        self._read_text(text[position:].rstrip())
        self._end_line()
        if text.lower().rfind("<html") > text.lower().rfind("</html"):
            raise PortalPageError("The file is cut off; expected </html> at its end.", self.row)
        return self.lines

    def _read_text(self, raw: str) -> None:
        content = html.unescape(HUGE_REFERENCE.sub("\ufffd", raw))
        if self.hidden:
            self.has_hidden_words = self.has_hidden_words or any(map(str.isalnum, content))
            self.row += raw.count("\n")
            return
        if self.height and _DIGITS.fullmatch(content):
            content = content.translate(SIGNS[self.height])
        if not self.chunks and any(map(str.strip, iter_visible_characters(content))):
            self.first_row = self.row + raw[: -len(raw.lstrip())].count("\n")
            self.chunks, self.label = [TextRun(self.label)], ""
        if self.chunks:
            self.chunks.append(TextRun(content, self.href))
        self.row += raw.count("\n")

    def _read_tag(self, name: str, opens: bool, attributes: str) -> None:
        if self.hidden or (opens and self._is_hidden(name, attributes)):
            self._hide(name, opens)
            return
        if opens:
            self._lose(_LOST_TAGS.get(name))
        if not _INLINE.fullmatch(name):
            self._end_line()
        if name == "a":
            self._read_link(opens, attributes)
        elif name in SIGNS:
            self.height = name if opens else ""
        elif name in {"li", "ol", "ul"}:
            self._read_list_part(name, opens, attributes)
        elif name in {"table", "tr", "td", "th"}:
            self._read_table_part(name, opens)
        if name in _CONTAINERS:
            self.depth += 1 if opens else -1
            self.floor = min(self.floor, self.depth)

    def _read_link(self, opens: bool, attributes: str) -> None:
        self.href = _parse_link_target(attributes) if opens else None
        if opens and self.href is None and not _leads_nowhere(attributes):
            self._lose(LossKind.LINK)

    def _read_list_part(self, name: str, opens: bool, attributes: str) -> None:
        if name == "li":
            self.label = self._get_next_label() if opens else self.label
        elif opens:
            found = {key.lower(): value for key, value in _LIST_ATTRIBUTE.findall(attributes)}
            self.lists.append(OrderedList.read(found) if name == "ol" else None)
        elif self.lists:
            self.lists.pop()

    def _read_table_part(self, name: str, opens: bool) -> None:
        """Count the cells of tables; one with data loses its form."""
        if name == "table" and opens:
            if self.tables:
                self.tables[-1].is_layout = True
            self.tables.append(_OpenTable())
        elif name == "table" and self.tables:
            if self.tables.pop().has_data:
                self._lose(LossKind.FLAT_TABLE)
        elif self.tables and opens:
            self.tables[-1].count(name)

    def _is_hidden(self, name: str, attributes: str) -> bool:
        style = _STYLE.search(attributes)
        is_hidden = bool(style and HIDDEN_STYLE.search((style[1] or style[2] or "").lower()))
        return name not in _VOID and (name == "del" or is_hidden)

    def _hide(self, name: str, opens: bool) -> None:
        """Leave out an element; a paragraph ends with the next one."""
        if not self.hidden:
            self.hidden, self.hidden_depth, self.has_hidden_words = name, 1, False
            return
        if self.hidden == "p" and opens and not _INLINE.fullmatch(name):
            self._end_hidden()
            self._read_tag(name, opens, "")
            return
        if name == self.hidden:
            self.hidden_depth += 1 if opens else -1
        if not self.hidden_depth:
            self._end_hidden()

    def _end_hidden(self) -> None:
        kind = LossKind.TRACKED_CHANGE if self.hidden == "del" else LossKind.HIDDEN_TEXT
        self.hidden = ""
        if self.has_hidden_words:
            self._lose(kind)

    def _lose(self, kind: LossKind | None) -> None:
        """Remember a loss with the line that it stands in, else with the one before it."""
        if kind and self.chunks:
            self.losses.append(kind)
        elif kind and self.lines:
            self.lines[-1].losses.append(kind)

    def _get_next_label(self) -> str:
        # Numbers of a nested list would be read as those of the outer one, so only that has any.
        if len(self.lists) != 1 or self.lists[0] is None:
            return "- "
        return f"{self.lists[0].count({})} "

    def _end_line(self) -> None:
        runs = build_runs(self.chunks)
        # A link that was never closed must not swallow the rest of the page.
        self.chunks, self.href = [], None
        if runs:
            table = self.tables[-1] if self.tables else None
            self.lines.append(PageLine(runs, self.first_row, self.floor, self.losses, table))
            self.losses = []
            self.floor = self.depth


@dataclass
class _OpenTable:
    """Table that is being read: its rows, the cells of the current one, and the most of one."""

    rows: int = 0
    cells: int = 0
    most_cells: int = 0
    is_layout: bool = False

    @property
    def has_data(self) -> bool:
        return self.rows > 1 and self.most_cells > 1 and not self.is_layout

    def count(self, name: str) -> None:
        if name == "tr":
            self.rows, self.cells = self.rows + 1, 0
        else:
            self.cells += 1
            self.most_cells = max(self.most_cells, self.cells)


def _leads_nowhere(attributes: str) -> bool:
    """Return whether a link has no address, or one within the page."""
    match = _HREF.search(attributes)
    return match is None or match[match.lastindex or 0].strip()[:1] in {"", "#"}


def _parse_link_target(attributes: str) -> str | None:
    match = _HREF.search(attributes)
    value = HUGE_REFERENCE.sub("", match[match.lastindex or 0]) if match else ""
    href = re.sub(r"\s", "%20", "".join(iter_visible_characters(html.unescape(value))).strip())
    return href if _LINK_TARGET.fullmatch(href) else None
