"""Reads a bulletin page that was saved from the old SharePoint portal, as text or as HTML.

Both forms are reduced to lines, which the same rules then read: text and HTML of a page agree.
"""

import datetime
import html
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

MAX_BYTES = 2 * 1024 * 1024
MAX_AUTHOR_LENGTH = 40
MAX_HEADING_LENGTH = 120

_FOREIGN_FORMATS = {
    (b"%PDF",): "a PDF document",
    (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"): "a Word, Excel or ZIP file",
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): "an image",
    (b"MIME-Version:", b"From: <Saved by"): "a web archive (MHTML)",
}
# Control, format and private-use characters: zero-width spaces, soft hyphens, direction marks and
# the bullets of Word's symbol fonts. Nobody sees them, but search and slugs stumble.
_INVISIBLE = frozenset({"Cc", "Cf", "Co"})
# Unicode's normalisation takes quadratic time in a longer row of marks; no language needs one.
_MAX_MARKS = 8
_MARKER = re.compile(r"PublishingPortal ?[-–] ?Block_BanTin_(Toolbar|ViewData)")
_BUTTON = re.compile(r"Tăng cỡ chữ|Giảm cỡ chữ|Độ tương phản", re.IGNORECASE)
_CHROME = re.compile(rf"PublishingPortal ?[-–] ?Block_\w+|{_BUTTON.pattern}", re.IGNORECASE)
_DATE = re.compile(r"[\W_]*+([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})[\W_]*+")
_CLOSING_MARK = re.compile(r" ?\. ?/ ?\.$")
_MEASURE_NUMBER = re.compile(r"([0-9]{1,3})\.(?: |(?![0-9]))")
_SECTION_NUMBER = re.compile(r"[IVX]{1,5}\. ")
_NOT_IN_NAMES = re.compile(r"[0-9@]|://|^[IVX]{1,5}\. |[.!?…:;,]$")
_NOT_IN_HEADINGS = re.compile(r"://|^\W|[.!?…;,]:?$")
# An address ends before a closing bracket of the sentence, its punctuation and a closing "./.".
_URL = re.compile(
    r"""https?://(?=\w\S{0,1990}+(?!\S))
        (?:(?![,;]https?://|\./\.(?:\W|$))(?:[^\s<>"“”()]|\([^\s<>"“”()]*+\)))+
        (?<![.,;:!?…'’”»\]}])""",
    re.IGNORECASE | re.VERBOSE,
)
_LINK_TARGET = re.compile(r"(?:https?://\w|mailto:|tel:)\S{1,1990}", re.IGNORECASE)

_HTML = re.compile(r"<(?:!doctype|html|head|body|form|div|table|p|br|span|h[1-6])\b", re.IGNORECASE)
# The standard library's HTML parser takes quadratic time for malformed tags (hours for 2 MB), so
# the page is cut into tags here. Every alternative consumes what it looked at, which keeps the
# time linear; the groups named open_… match where the file ends inside a construct.
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
_LIST_START = re.compile(r"""\bstart\s*=\s*["']?([0-9]{1,3})\b""", re.IGNORECASE)
# int() refuses thousands of digits with a ValueError, which html.unescape() lets through.
_HUGE_REFERENCE = re.compile(r"&#[0-9]{8,};?")
_CONTAINERS = frozenset({"article", "body", "div", "form", "main", "section", "table"})
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q|s|samp|"
    r"small|span|strike|strong|sub|sup|tt|u|var|wbr|[a-z0-9]+:.*"
)


class PortalPageError(ValueError):
    """Says what is wrong and what is expected; `line` counts from 1, or is None for no line."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Run:
    """A stretch of text, linked to `href` or not; spaces around a link belong to its neighbours."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a measure without its number, as runs in reading order."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph without its links."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Measures:
    """At least two measures that the page numbers from 1 without a gap."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Heading:
    """A short line in capitals or with a Roman number, such as "II. Tổ chức thực hiện"."""

    text: str


Block = Paragraph | Measures | Heading


@dataclass(frozen=True)
class PortalPage:
    """A bulletin in NFC; `lead` and `author` are empty where the page has none."""

    issued_on: datetime.date
    title: str
    lead: str
    blocks: tuple[Block, ...]
    author: str


def parse_portal_page(data: bytes) -> PortalPage:
    """Return the bulletin held by the bytes of a saved portal page.

    `data` is text or HTML in UTF-8, or in UTF-16 with a byte order mark.
    Raises PortalPageError, and nothing else, for anything that is not a whole bulletin page.
    """
    text = _decoded(data)
    if _HTML.search(text):
        return _page(_HtmlReader().read(text))
    lines = (_Line(_line_runs([Run(row)]), n) for n, row in enumerate(text.split("\n"), 1))
    return _page([line for line in lines if line.runs])


@dataclass(frozen=True)
class _Line(Paragraph):
    number: int
    # The fewest containers open at any point between the previous line and this one: where it is
    # lower than before, an element that held the lines above has been closed. 0 in plain text.
    floor: int = 0

    @property
    def bare(self) -> str:
        return _CHROME.sub("", self.text)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise PortalPageError(f"The file is larger than {MAX_BYTES} bytes; save the page alone.")
    for starts, kind in _FOREIGN_FORMATS.items():
        if data.startswith(starts):
            raise PortalPageError(f"This is {kind}; expected the page saved as text or HTML.", 1)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = re.sub(r"\r\n?", "\n", data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _decoding_error(error) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise PortalPageError("Binary data (a NUL); expected UTF-8, or UTF-16 with its BOM.", line)
    if not any(map(str.strip, _visible(text))):
        raise PortalPageError("The file is empty; expected the text or HTML of a bulletin.", 1)
    return text


def _decoding_error(error: UnicodeDecodeError) -> PortalPageError:
    before = error.object[: error.start].decode(error.encoding, errors="ignore")
    line = len(re.findall(r"\r\n?|\n", before)) + 1
    if error.reason in {"unexpected end of data", "truncated data"}:
        return PortalPageError("The file ends inside a character; expected the whole page.", line)
    return PortalPageError("Neither UTF-8 nor UTF-16; expected the page saved as UTF-8.", line)


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        if unicodedata.category(character) in _INVISIBLE and not character.isspace():
            continue
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            yield character


def _joined(chunks: Iterable[Run]) -> Iterator[Run]:
    """Yield the chunks in NFC, neighbours of one link joined and each row of spaces made one."""
    for href, group in groupby((run for run in chunks if run.text), key=lambda run: run.href):
        text = "".join(_visible("".join(run.text for run in group)))
        yield Run(unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)), href)


def _line_runs(chunks: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs of a line, trimmed, with the closing mark "./." made a full stop."""
    spaced: list[Run] = []
    for run in _joined(chunks):
        core = run.text.strip()
        before, _, after = run.text.partition(core) if core else (run.text, "", "")
        spaced += [Run(before), Run(core, run.href), Run(after)]
    runs = list(_joined(spaced))
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].href)
        runs[-1] = Run(_CLOSING_MARK.sub(".", runs[-1].text.rstrip()), runs[-1].href)
    return tuple(run for run in runs if run.text)


class _HtmlReader:
    """Turns markup into lines: one for each stretch between block tags that has visible text."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self.chunks: list[Run] = []
        self.row = self.first_row = 1
        self.depth = self.floor = 0
        self.href: str | None = None
        self.counters: list[int | None] = []
        self.label = ""

    def read(self, text: str) -> list[_Line]:
        """Return the lines of the page; PortalPageError where it was cut off."""
        position = 0
        for token in _MARKUP.finditer(text):
            self._text(text[position : token.start()])
            if (token.lastgroup or "").startswith("open_"):
                raise PortalPageError("The file ends inside this tag or element.", self.row)
            if token["name"]:
                self._tag(token["name"].lower(), not token["slash"], token["attributes"])
            self.row += token.group().count("\n")
            position = token.end()
        self._text(text[position:].rstrip())
        self._end_line()
        if text.lower().rfind("<html") > text.lower().rfind("</html"):
            raise PortalPageError("The file is cut off; expected </html> at its end.", self.row)
        return self.lines

    def _text(self, raw: str) -> None:
        content = html.unescape(_HUGE_REFERENCE.sub("\ufffd", raw))
        if not self.chunks and any(map(str.strip, _visible(content))):
            self.first_row = self.row + raw[: -len(raw.lstrip())].count("\n")
            self.chunks, self.label = [Run(self.label)], ""
        if self.chunks:
            self.chunks.append(Run(content, self.href))
        self.row += raw.count("\n")

    def _tag(self, name: str, opens: bool, attributes: str) -> None:
        if not _INLINE.fullmatch(name):
            self._end_line()
        if name == "a":
            self.href = _link_target(attributes) if opens else None
        elif name in _CONTAINERS:
            self.depth += 1 if opens else -1
            self.floor = min(self.floor, self.depth)
        elif name == "li" and opens:
            self.label = self._next_label()
        elif name in {"ol", "ul"} and opens:
            start = _LIST_START.search(attributes)
            self.counters.append((int(start[1]) if start else 1) - 1 if name == "ol" else None)
        elif name in {"ol", "ul"} and self.counters:
            self.counters.pop()

    def _next_label(self) -> str:
        # Numbers of an inner list would continue the outer one, so only the outer one has any.
        if len(self.counters) != 1 or self.counters[0] is None:
            return "- "
        self.counters[0] += 1
        return f"{self.counters[0]}. "

    def _end_line(self) -> None:
        runs = _line_runs(self.chunks)
        # A link that was never closed must not swallow the rest of the page.
        self.chunks, self.href = [], None
        if runs:
            self.lines.append(_Line(runs, self.first_row, self.floor))
            self.floor = self.depth


def _link_target(attributes: str) -> str | None:
    match = _HREF.search(attributes)
    value = _HUGE_REFERENCE.sub("", match[match.lastindex or 0]) if match else ""
    href = re.sub(r"\s", "%20", "".join(_visible(html.unescape(value))).strip())
    return href if _LINK_TARGET.fullmatch(href) else None


def _page(lines: list[_Line]) -> PortalPage:
    markers = ((i, _MARKER.fullmatch(line.text)) for i, line in enumerate(lines))
    found = {match[1]: i for i, match in reversed([*markers]) if match}
    toolbar, view = found.get("Toolbar"), found.get("ViewData")
    date, issued_on = _date(lines, toolbar or 0, len(lines) if view is None else view)
    end = _part_end(lines, date, 3) if view is None else _part_end(lines, view, 1)
    texts = _article(lines[date + 1 : end])
    author = texts.pop().text if len(texts) > 1 and _is_author(texts[-1].text) else ""
    # A toolbar is followed by a lead; a page without both markers may have a body only.
    opening = 2 if toolbar is not None or len(texts) > 2 else 1
    if view is not None:
        opening = len(_article(lines[date + 1 : view]))
    if not texts or not opening:
        raise PortalPageError("No title; expected one after the date.", lines[date].number)
    if len(texts) <= opening:
        last = texts[-1] if view is None else lines[view]
        raise PortalPageError("No body; expected text after title and lead.", last.number)
    lead = texts.pop(1).text if opening > 1 and not _measure_start(texts[1])[0] else ""
    return PortalPage(issued_on, texts[0].text, lead, tuple(_blocks(texts[1:])), author)


def _article(lines: list[_Line]) -> list[_Line]:
    """Return the lines that hold more than markers, buttons and punctuation."""
    return [line for line in lines if re.search(r"[^\W_]", line.bare)]


def _date(lines: list[_Line], start: int, stop: int) -> tuple[int, datetime.date]:
    """Return the index of the line with the bulletin's date, and that date."""
    dates = [i for i in range(start, stop) if _DATE.fullmatch(lines[i].bare)]
    if not dates:
        message = "No date; expected dd/mm/yyyy on a line of its own before the title."
        raise PortalPageError(message, lines[start].number if lines else 1)
    # The page's frame may show today's date; the bulletin's stands beside the text size buttons.
    near = (i for i in dates if any(_BUTTON.search(line.text) for line in lines[i : i + 2]))
    index = next(near, dates[0])
    day, month, year = map(int, re.findall(r"[0-9]+", lines[index].bare))
    try:
        return index, datetime.date(year, month, day)
    except ValueError as error:
        message = f"{day}/{month}/{year} is no date; expected a real one as dd/mm/yyyy."
        raise PortalPageError(message, lines[index].number) from error


def _part_end(lines: list[_Line], anchor: int, minimum: int) -> int:
    """Return the index after the last line of the page's part that the anchor belongs to.

    This is the smallest container that holds the anchor and `minimum` lines of the article after
    it, such as the box around the title and the text of a web part.
    """
    level, held = sys.maxsize, 0
    for index in range(anchor + 1, len(lines)):
        if lines[index].floor < level:
            if held >= minimum:
                return index
            level = lines[index].floor
        held += len(_article([lines[index]]))
    return len(lines)


def _is_author(text: str) -> bool:
    """Whether the last line is a name: not a sentence, measure, section, telephone or address."""
    return (
        len(text) <= MAX_AUTHOR_LENGTH
        and (text[0].isupper() or text[0] == "(")
        and not _NOT_IN_NAMES.search(text)
    )


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    groups: list[list[_Line]] = []
    for line in lines:
        number = _measure_start(line)[0]
        if groups and number == len(groups[-1]) + 1 and _measure_start(groups[-1][0])[0] == 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups:
        if len(group) > 1:
            yield Measures(tuple(_paragraph(line, _measure_start(line)[1]) for line in group))
        elif group[0] is not lines[-1] and _is_heading(group[0]):
            yield Heading(group[0].text)
        else:
            yield _paragraph(group[0], 0)


def _measure_start(line: _Line) -> tuple[int, int]:
    """Return the number of the measure on this line and where its text begins, or (0, 0)."""
    match = _MEASURE_NUMBER.match(line.runs[0].text)
    return (int(match[1]), match.end()) if match and match.end() < len(line.text) else (0, 0)


def _is_heading(line: _Line) -> bool:
    return (
        len(line.text) <= MAX_HEADING_LENGTH
        and not any(run.href for run in line.runs)
        and bool(line.text.isupper() or _SECTION_NUMBER.match(line.text))
        and not _NOT_IN_HEADINGS.search(line.text)
    )


def _paragraph(line: _Line, start: int) -> Paragraph:
    """Return the line from `start` on, with each web address in its text made a link."""
    first, *others = line.runs
    runs: list[Run] = []
    for run in [Run(first.text[start:], first.href), *others]:
        position = 0
        for match in () if run.href else _URL.finditer(run.text):
            runs += [Run(run.text[position : match.start()]), Run(match[0], match[0])]
            position = match.end()
        runs.append(Run(run.text[position:], run.href))
    return Paragraph(tuple(run for run in runs if run.text))
