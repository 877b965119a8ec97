"""Conversion of HTML into StreamField blocks.

The HTML is cleaned by nh3 (no scripts, no styles, balanced elements) and then read from top to
bottom: paragraphs, lists and quotes become rich text, headings, tables and pictures become blocks
of their own. Layout tables are dissolved into their content.
"""

import re
from collections import Counter
from collections.abc import Collection
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from content.forms import clean_pasted_text
from content.text.markup import clean_markup
from importing.html.builder import Block, BlockBuilder, strip_markup
from importing.html.limits import remove_comments
from importing.html.losses import Losses, LossKind
from importing.html.tables import Table, list_texts, parse_span

# Nested tables. Editors cannot nest them deeper either, and no content needs more.
MAX_TABLE_DEPTH = 6

_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol"}
_STRUCK = {"del", "s", "strike"}
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


# What stands for a picture whose data came along: the name of its address.
_PICTURE = re.compile(r"picture-([0-9]{1,3})")
_FILM = re.compile(r"<(?:audio|video|iframe|embed|object|canvas|svg)\b", re.IGNORECASE)


class Conversion(NamedTuple):
    """The blocks of a text, and what they could not keep.

    A block of the type ``picture`` has the number of the picture as its value.
    """

    blocks: list[Block]
    losses: Losses


def convert_to_blocks(html: str, *, table_labels: tuple[str, str]) -> list[Block]:
    """Return the blocks of a body field for HTML, as the StreamField stores them.

    ``table_labels``: titles of a table without caption and of a column without heading; a number
    is appended to each.
    """
    return convert(html, table_labels=table_labels).blocks


def convert(
    html: str,
    *,
    table_labels: tuple[str, str],
    pictures: int = 0,
    parser: "type[HTMLToBlocksParser] | None" = None,
    tags: Collection[str] = (),
    attributes: Collection[str] = (),
) -> Conversion:
    """Return blocks as ``convert_to_blocks`` does, with pictures and what was lost.

    ``pictures``: how many came along; an ``img`` with the address ``picture-0`` is the first of
    them, and all others are lost. ``parser``: the class of the parser, which may ask for more
    ``tags`` and ``attributes``.
    """
    plain = remove_comments(html)
    extra = {*attributes}
    cleaned = clean_markup(
        plain,
        tags=_TAGS | _CELLS | _BREAKING | _STRUCK | {"img", *tags},
        clean_content_tags=_DROPPED,
        attributes={
            "*": extra,
            "a": {"href", *extra},
            "img": {"src", *extra},
            "td": {"colspan", "rowspan", *extra},
            "th": {"colspan", "rowspan", *extra},
        },
        # The parser keeps no link to a disk, but counts it.
        url_schemes=_SCHEMES | {"file"},
        link_rel=None,
    )
    reader = (parser or HTMLToBlocksParser)(cleaned, table_labels, pictures)
    reader.feed(clean_pasted_text(cleaned.replace("&nbsp;", " ")))
    reader.close()
    blocks = _join_text_blocks(reader.top.finish())
    reader.losses[LossKind.FILM] += len(_FILM.findall(plain))
    return Conversion(blocks, +reader.losses)


def get_first_paragraph(blocks: list[Block]) -> str:
    """Return the text of the first paragraph without markup; empty if there is none."""
    texts = (block["value"] for block in blocks if block["type"] == "text")
    return next(filter(None, (strip_markup(text.split("</p>")[0]) for text in texts)), "")


class HTMLToBlocksParser(HTMLParser):
    """A parser of cleaned HTML; each table cell has a writer of its own until it ends."""

    def __init__(self, html: str, table_labels: tuple[str, str], pictures: int = 0) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures = pictures
        self.table_labels = table_labels
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        self.top = BlockBuilder(min(levels, default=0))
        self.places = [self.top]
        self.tables: list[Table] = []
        self.losses: Losses = Counter()
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
            is_kept = bool(_HREF.fullmatch(href))
            # Within the text: footnotes, a table of contents.
            self.losses[LossKind.LINK] += bool(href) and not is_kept and not href.startswith("#")
            place.open_inline(tag, f'<a href="{escape(href)}">' if is_kept else "")
        elif tag == "br":
            place.line.append("<br/>")
        elif tag == "img":
            self._place_picture(dict(attrs).get("src") or "")
        elif tag in _STRUCK:
            self.losses[LossKind.STRUCK_TEXT] += 1
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
            self.tables.append(Table())
        elif self.tables and tag == "tr":
            self.tables[-1].open_row()
        elif self.tables:
            self.tables[-1].open_cell(
                parse_span(attributes.get("colspan")),
                parse_span(attributes.get("rowspan")),
                is_heading=tag == "th",
            )
            self.places.append(BlockBuilder(self.top.top_heading))

    def _close_table_part(self, tag: str) -> None:
        if self.too_deep:
            self.place.end_line()
            self.too_deep -= tag == "table"
        elif self.tables and tag == "table":
            self._place_table(self.tables.pop())
        elif self.tables and tag in _CELLS:
            self.tables[-1].add(tag, self.places.pop().finish())

    def _place_picture(self, address: str) -> None:
        found = _PICTURE.fullmatch(address)
        if found and int(found[1]) < self.pictures:
            self.place.add_block({"type": "picture", "value": int(found[1])})
        elif address:
            self.losses[LossKind.MISSING_PICTURE] += 1

    def _place_table(self, table: Table) -> None:
        table.close()
        place = self.place
        if place.lists:
            # A list cannot contain a table: write its text, cell by cell.
            for text in [table.caption, *list_texts(table.list_blocks())]:
                place.add(text)
                place.end_line()
            place.waiting += [one for one in table.list_blocks() if one["type"] == "picture"]
            return
        place.end_text()
        if table.has_data:
            self.table_count += 1
            place.blocks += table.build(self.table_labels, self.table_count, self.losses)
            return
        self.losses[LossKind.LARGE_TABLE if table.is_large else LossKind.LAYOUT_TABLE] += bool(
            table.rows
        )
        if table.caption:
            place.blocks.append({"type": "text", "value": f"<p>{escape(table.caption)}</p>"})
        place.blocks += table.list_blocks()


def _join_text_blocks(blocks: list[Block]) -> list[Block]:
    """Return the blocks with consecutive text blocks joined."""
    joined: list[Block] = []
    for kind, group in groupby(blocks, key=lambda block: block["type"]):
        found = list(group)
        if kind == "text":
            found = [{"type": "text", "value": "".join(block["value"] for block in found)}]
        joined += found
    return joined
