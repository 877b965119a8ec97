"""Paragraphs of a rich text, and the one way in which they are stored as HTML.

The rich text editor knows a text as a flat list of paragraphs. ``read_html`` accepts any sanitized
HTML, and ``write_html`` writes what the editor would. So every stored text can be opened, and comes
back unchanged when it is saved. ``content.text.content_state`` converts the same paragraphs to and
from what the editor sends.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

# Draftail itself allows four levels of lists.
MAX_LIST_DEPTH = 10
# Kinds of paragraphs besides "p": headings, and items of lists.
KINDS = frozenset({"h3", "ol", "ul"})
LISTS = frozenset({"ol", "ul"})
# Tag → tag that the editor writes for it. Their order is that of the elements of one text.
STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "sub": "sub", "sup": "sup"}

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*+)((?:\s++[^\s"=<>]++="[^"]*+")*+)\s*+/?>|([^<]++)')
_ATTRIBUTE = re.compile(r'\s([^\s"=<>]++)="([^"]*+)"')
# HTML Standard, 12.1.1: what browsers collapse. A no-break space is none of these.
_SPACES = re.compile(r"[ \t\n\f\r]+")
# Control characters, which nobody sees and databases may refuse.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_KEY = re.compile(r"[\w-]{1,40}", re.ASCII)
# Larger numbers are no primary key.
_PRIMARY_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Link:
    """Target of a link: the ``kind`` "page" or "document" with a primary key, or "" with a URL."""

    kind: str
    target: str


@dataclass(frozen=True)
class StyledText:
    """Text in one style. A line break is "\\n"; ``styles``: the tags that the editor writes."""

    text: str
    styles: frozenset[str] = frozenset()
    link: Link | None = None


@dataclass
class Paragraph:
    """A paragraph ("p"), a heading ("h3"), or an item of a list ("ol", "ul") at a depth.

    ``key``: identifies it in the editor; empty if it has none.
    """

    kind: str = "p"
    depth: int = 0
    key: str = ""
    runs: list[StyledText] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def arrange_html(html: str, kinds: Collection[str] = KINDS) -> str:
    """Return sanitized HTML as the editor would write it; an empty text is empty.

    ``kinds``: those of ``KINDS`` that the editor of this text has. Other headings and items of
    lists become paragraphs. No word is lost.
    """
    return write_html(read_html(html, kinds))


def read_html(html: str, kinds: Collection[str] = KINDS) -> list[Paragraph]:
    """Return the paragraphs of sanitized HTML (``content.text.sanitizer.clean_rich_text``)."""
    reader = _Reader()
    for token in _TOKEN.finditer(html):
        end, tag, attributes, text = token.groups()
        if text is not None:
            reader.add_text(unescape(text))
        elif end:
            reader.close(tag)
        else:
            reader.open(
                tag, {name: unescape(value) for name, value in _iter_attributes(attributes)}
            )
    return arrange(reader.paragraphs, kinds)


def arrange(paragraphs: Sequence[Paragraph], kinds: Collection[str] = KINDS) -> list[Paragraph]:
    """Return paragraphs without what the editor cannot show or would not write.

    Spaces are collapsed as browsers do, empty paragraphs left out, and lists begin at the first
    level and go deeper by one level at a time.
    """
    arranged: list[Paragraph] = []
    keys: set[str] = set()
    depth = -1
    for paragraph in paragraphs:
        kind = paragraph.kind if paragraph.kind in kinds else "p"
        is_item = kind in LISTS
        runs = _arrange_runs(paragraph.runs)
        if not is_item and not "".join(run.text for run in runs).strip():
            continue
        depth = min(paragraph.depth, depth + 1, MAX_LIST_DEPTH) if is_item else -1
        # The editor needs keys that are unique.
        key = paragraph.key if paragraph.key not in keys and _KEY.fullmatch(paragraph.key) else ""
        keys.add(key)
        arranged.append(Paragraph(kind, max(depth, 0), key, runs))
    return arranged


def write_html(paragraphs: Sequence[Paragraph]) -> str:
    """Return the HTML of paragraphs, as ``arrange`` returned them, in Wagtail's database format."""
    parts: list[str] = []
    # Open lists; each has an open item.
    lists: list[str] = []
    for paragraph in paragraphs:
        is_item = paragraph.kind in LISTS
        while lists and (not is_item or len(lists) > paragraph.depth + 1):
            parts.append(f"</li></{lists.pop()}>")
        if is_item and len(lists) == paragraph.depth + 1:
            parts.append("</li>")
            if lists[-1] != paragraph.kind:
                parts.append(f"</{lists.pop()}>")
        if is_item and len(lists) == paragraph.depth:
            parts.append(f"<{paragraph.kind}>")
            lists.append(paragraph.kind)
        tag = "li" if is_item else paragraph.kind
        key = f' data-block-key="{paragraph.key}"' if paragraph.key else ""
        parts.append(f"<{tag}{key}>{_write_runs(paragraph.runs)}")
        if not is_item:
            parts.append(f"</{tag}>")
    parts += [f"</li></{kind}>" for kind in reversed(lists)]
    return "".join(parts)


class _Reader:
    """A reader of tags and texts that turns every sequence of them into paragraphs."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.current: Paragraph | None = None
        # Open lists, and open inline elements: a style or a link.
        self.lists: list[str] = []
        self.inline: list[tuple[str, str | Link | None]] = []
        # Whether the next text of an item stands in a paragraph of its own.
        self.is_broken = False

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        key = attributes.get("data-block-key", "")
        if tag in STYLES:
            self.inline.append((tag, STYLES[tag]))
        elif tag == "a":
            self.inline.append((tag, _read_link(attributes)))
        elif tag == "br":
            self._add_break()
        elif tag == "embed":
            self._add_embed(attributes.get("url", ""))
        elif tag in LISTS:
            self.lists.append(tag)
            self.current = None
        elif tag == "li":
            self._begin(key)
        elif self.lists and self.current:
            self.is_broken = bool(self.current.runs)
        elif tag in {"p", "h3"}:
            self._begin(key, tag)

    def close(self, tag: str) -> None:
        if tag in STYLES or tag == "a":
            opened = [number for number, (name, _value) in enumerate(self.inline) if name == tag]
            if opened:
                del self.inline[opened[-1]]
        elif tag in LISTS:
            if self.lists:
                self.lists.pop()
            self.current = None
        elif tag == "li" or not self.lists:
            self.current = None
        elif self.current:
            self.is_broken = bool(self.current.runs)

    def add_text(self, text: str) -> None:
        text = _SPACES.sub(" ", text)
        if self.current is None:
            if text == " ":
                return
            self._begin()
        self._add(StyledText(text, self._styles, self._link))

    @property
    def _styles(self) -> frozenset[str]:
        return frozenset(value for _tag, value in self.inline if isinstance(value, str))

    @property
    def _link(self) -> Link | None:
        links = [value for _tag, value in self.inline if isinstance(value, Link)]
        return links[-1] if links else None

    def _begin(self, key: str = "", tag: str = "p") -> None:
        kind, depth = (self.lists[-1], len(self.lists) - 1) if self.lists else (tag, 0)
        self.current = Paragraph(kind, depth, key)
        self.is_broken = False
        self.paragraphs.append(self.current)

    def _add(self, run: StyledText) -> None:
        if self.current is not None:
            if self.is_broken and run.text.strip(" "):
                self.current.runs.append(StyledText("\n"))
                self.is_broken = False
            self.current.runs.append(run)

    def _add_break(self) -> None:
        if self.current is not None:
            self.current.runs.append(StyledText("\n", self._styles))

    def _add_embed(self, url: str) -> None:
        """Add the video of an earlier version as what readers see of it: a link."""
        if url:
            self._begin()
            self._add(StyledText(url, link=Link("", url)))
        self.current = None


def _arrange_runs(runs: Iterable[StyledText]) -> list[StyledText]:
    """Return runs with single spaces, none at an end of a line, and no two of the same style."""
    lines: list[list[StyledText]] = [[]]
    breaks: list[StyledText] = []
    for run in runs:
        for number, text in enumerate(_UNSTORABLE.sub("", run.text).split("\n")):
            if number:
                lines.append([])
                breaks.append(replace(run, text="\n", link=None))
            lines[-1].append(replace(run, text=_SPACES.sub(" ", text)))
    arranged: list[StyledText] = []
    for number, line in enumerate(lines):
        arranged += breaks[number - 1 : number] if number else []
        arranged += _arrange_line(line)
    return _merge(_share_styles(arranged))


def _arrange_line(runs: list[StyledText]) -> list[StyledText]:
    arranged: list[StyledText] = []
    after_space = True
    for run in runs:
        text = run.text.removeprefix(" ") if after_space else run.text
        if text:
            after_space = text.endswith(" ")
            arranged.append(replace(run, text=text))
    if arranged and after_space:
        last = arranged.pop()
        if last.text.strip(" "):
            arranged.append(replace(last, text=last.text.rstrip(" ")))
    return arranged


def _share_styles(runs: list[StyledText]) -> Iterator[StyledText]:
    """Give spaces and breaks, on which no style is seen, that of the texts around them."""
    after = list(reversed([*_iter_latest_text(reversed(runs))]))
    for run, left, right in zip(runs, _iter_latest_text(runs), after, strict=True):
        if run is left:
            yield run
            continue
        link = left.link if run.text == " " and left.link == right.link else None
        yield StyledText(run.text, left.styles & right.styles, link)


def _iter_latest_text(runs: Iterable[StyledText]) -> Iterator[StyledText]:
    """Yield for each run itself or, if it is a space or a break, the last one that is neither."""
    latest = StyledText("")
    for run in runs:
        latest = run if run.text.strip(" \n") else latest
        yield latest


def _merge(runs: Iterable[StyledText]) -> list[StyledText]:
    merged: list[StyledText] = []
    for run in runs:
        if merged and (merged[-1].styles, merged[-1].link) == (run.styles, run.link):
            run = replace(run, text=merged.pop().text + run.text)
        merged.append(run)
    return merged


def _write_runs(runs: Iterable[StyledText]) -> str:
    parts: list[str] = []
    open_tags: list[str] = []
    for run in runs:
        tags = [_write_link(run.link)] if run.link else []
        tags += [style for style in dict.fromkeys(STYLES.values()) if style in run.styles]
        kept = 0
        while kept < min(len(tags), len(open_tags)) and tags[kept] == open_tags[kept]:
            kept += 1
        parts += [f"</{tag.split(' ')[0]}>" for tag in reversed(open_tags[kept:])]
        parts += [f"<{tag}>" for tag in tags[kept:]]
        parts.append(_escape(run.text).replace("\n", "<br/>"))
        open_tags = tags
    parts += [f"</{tag.split(' ')[0]}>" for tag in reversed(open_tags)]
    return "".join(parts)


def _write_link(link: Link) -> str:
    if link.kind:
        return f'a linktype="{link.kind}" id="{link.target}"'
    return f'a href="{_escape(link.target).replace(chr(34), "&quot;")}"'


def _escape(text: str) -> str:
    """Escape text as nh3 does (HTML Standard, 13.3)."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\xa0", "&nbsp;")


def _read_link(attributes: dict[str, str]) -> Link | None:
    kind, key = attributes.get("linktype", ""), attributes.get("id", "")
    if kind in {"page", "document"} and _PRIMARY_KEY.fullmatch(key):
        return Link(kind, key)
    return Link("", attributes["href"]) if "href" in attributes else None


def _iter_attributes(attributes: str) -> Iterator[tuple[str, str]]:
    for attribute in _ATTRIBUTE.finditer(attributes):
        yield attribute[1], attribute[2]
