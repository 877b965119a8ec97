"""Conversion of HTML into StreamField blocks: of old pages, Word documents and clipboards.

The HTML is cleaned by nh3 (no scripts, balanced elements) and then read from top to bottom:
paragraphs, lists and quotes become rich text, headings, tables and pictures become blocks of their
own. Layout tables are dissolved into their content.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple

from content.blocks.body import MAX_BLOCKS, MAX_TABLES
from content.forms import clean_pasted_text
from content.text.markup import clean_markup
from importing.html.blocks import (
    BREAKING_TAGS,
    CELL_TAGS,
    HEADING_TAGS,
    INLINE_TAGS,
    LIST_TAGS,
    STRUCK_TAGS,
)
from importing.html.builder import MAX_PARAGRAPHS, MAX_TEXT_LENGTH, Block, strip_markup
from importing.html.limits import remove_comments
from importing.html.losses import Losses, LossKind
from importing.html.office import OfficeParser
from importing.html.old_letters import repair_letters

_TAGS = {
    "a", "br", "li", "table", "thead", "tbody", "tfoot", "tr", "img", "span", "font", "del", "ins",
    *INLINE_TAGS, *HEADING_TAGS, *LIST_TAGS, *CELL_TAGS, *BREAKING_TAGS, *STRUCK_TAGS,
}  # fmt: skip
# What the parser reads of the looks of an element.
_LOOKS = {"class", "hidden", "style"}
# Elements whose content is no text of the page.
_DROPPED = {
    "applet", "audio", "button", "canvas", "embed", "head", "iframe", "map", "math", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_PARAGRAPH = re.compile(r"<(?:p|br|div|td)\b", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:h[1-6]|ol|ul|blockquote|center|pre)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_NEW_LINE = re.compile(r"(?<![^\S\n])[^\S\n]*+\n\s*+")
# The parser keeps ``http``, ``https``, ``mailto`` and ``tel``, and counts the others.
_SCHEMES = {"http", "https", "mailto", "tel", "file", "ftp", "javascript"}
_COUNTED = {
    LossKind.FILM: re.compile(r"<(?:audio|video|iframe|embed)\b", re.IGNORECASE),
    LossKind.DRAWING: re.compile(r"<(?:canvas|svg)\b", re.IGNORECASE),
    LossKind.FORMULA: re.compile(r"<math\b", re.IGNORECASE),
    LossKind.OBJECT: re.compile(r"<(?:object|applet)\b", re.IGNORECASE),
}


class Conversion(NamedTuple):
    """The blocks of a text, and what they could not keep.

    A block of the type ``picture`` has the number of the picture as its value.
    """

    blocks: list[Block]
    losses: Losses


def convert(html: str, *, table_labels: tuple[str, str], images: int = 0) -> Conversion:
    """Return the blocks of a body field for HTML, as the StreamField stores them, and the losses.

    ``table_labels``: titles of a table without caption and of a column without heading; a number
    is appended to each. ``images``: how many came along; an ``img`` with the address
    ``picture-0`` is the first of them, and all others are lost.
    """
    plain = remove_comments(html)
    cleaned = clean_markup(
        plain,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes={
            "*": _LOOKS,
            "a": {"href"},
            "font": {"face"},
            "img": {"alt", "src"},
            "li": {"value"},
            "ol": {"reversed", "start", "type"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    cleaned, repaired = repair_letters(cleaned)
    parser = OfficeParser(cleaned, table_labels, images)
    parser.feed(clean_pasted_text(cleaned.replace("&nbsp;", " ")))
    parser.close()
    losses = parser.losses
    losses[LossKind.OLD_LETTERS] += repaired
    for kind, pattern in _COUNTED.items():
        losses[kind] += len(pattern.findall(plain))
    return Conversion(fit_blocks(parser.top.finish(), losses), +losses)


def mark_paragraphs(html: str) -> str:
    """Return a body with its lines as paragraphs, where it marks none.

    So bodies of old portals are written that add the paragraphs when they show a page: a blank line
    ends one; where there is no markup for blocks at all, every line is one.
    """
    if _PARAGRAPH.search(html):
        return html
    end = _BLANK_LINE if _BLOCK.search(html) else _NEW_LINE
    return "".join(f"<p>{part}</p>" for part in end.split(html.strip()))


def get_first_paragraph(blocks: list[Block]) -> str:
    """Return the text of the first paragraph without markup; empty if there is none."""
    texts = (block["value"] for block in blocks if block["type"] == "text")
    return next(filter(None, (strip_markup(text.split("</p>")[0]) for text in texts)), "")


def fit_blocks(blocks: list[Block], losses: Losses) -> list[Block]:
    """Return no more blocks and tables than a body may have, so that its form can be saved.

    Of a text with too many headings, they stand within the text.
    """
    tables = 0
    fitting = []
    for block in blocks:
        tables += block["type"] == "table"
        if block["type"] == "table" and tables > MAX_TABLES:
            losses[LossKind.FLAT_TABLE] += 1
            block = _write_rows(block["value"])
        fitting.append(block)
    joined = join_text_blocks(fitting)
    if len(joined) <= MAX_BLOCKS:
        return joined
    return join_text_blocks(
        {"type": "text", "value": f"<h3>{escape(block['value'])}</h3>"}
        if block["type"] == "heading"
        else block
        for block in fitting
    )


def _write_rows(table: dict[str, Any]) -> Block:
    """Return a text with the caption of a table, and a line for its headings and for each row."""
    headings = [column["heading"] for column in table["columns"]]
    rows = [headings, *(row["values"] for row in table["rows"])]
    lines = [table["caption"], *("; ".join(filter(None, row)) for row in rows)]
    return {"type": "text", "value": "".join(f"<p>{escape(line)}</p>" for line in lines)}


def join_text_blocks(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with consecutive text blocks joined, as long as an editor opens them."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last
            and last["type"] == block["type"] == "text"
            and len(last["value"]) + len(block["value"]) <= MAX_TEXT_LENGTH
            and _count_paragraphs(last) + _count_paragraphs(block) <= MAX_PARAGRAPHS
        ):
            last["value"] += block["value"]
        else:
            joined.append({**block})
    return joined


def _count_paragraphs(block: Block) -> int:
    return sum(block["value"].count(tag) for tag in ("<p>", "<li>", "<h3>"))
