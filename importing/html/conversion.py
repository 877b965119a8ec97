"""Conversion of HTML into StreamField blocks: of old pages, Word documents and clipboards.

The HTML is cleaned by nh3 (no scripts, balanced elements) and then read from top to bottom:
paragraphs, lists and quotes become rich text, headings, tables and pictures become blocks of their
own. Layout tables are dissolved into their content.
"""

import re
from typing import NamedTuple

import nh3

from content.forms import clean_pasted_text
from importing.html.blocks import (
    BREAKING_TAGS,
    CELL_TAGS,
    HEADING_TAGS,
    INLINE_TAGS,
    LIST_TAGS,
    STRUCK_TAGS,
)
from importing.html.builder import MAX_TEXT_LENGTH, Block, strip_markup
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


def convert(html: str, *, table_labels: tuple[str, str], pictures: int = 0) -> Conversion:
    """Return the blocks of a body field for HTML, as the StreamField stores them, and the losses.

    ``table_labels``: titles of a table without caption and of a column without heading; a number
    is appended to each. ``pictures``: how many came along; an ``img`` with the address
    ``picture-0`` is the first of them, and all others are lost.
    """
    plain = remove_comments(html)
    cleaned = nh3.clean(
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
    parser = OfficeParser(cleaned, table_labels, pictures)
    parser.feed(clean_pasted_text(cleaned.replace("&nbsp;", " ")))
    parser.close()
    losses = parser.losses
    losses[LossKind.OLD_LETTERS] += repaired
    for kind, pattern in _COUNTED.items():
        losses[kind] += len(pattern.findall(plain))
    return Conversion(_join_text_blocks(parser.top.finish()), +losses)


def get_first_paragraph(blocks: list[Block]) -> str:
    """Return the text of the first paragraph without markup; empty if there is none."""
    texts = (block["value"] for block in blocks if block["type"] == "text")
    return next(filter(None, (strip_markup(text.split("</p>")[0]) for text in texts)), "")


def _join_text_blocks(blocks: list[Block]) -> list[Block]:
    """Return the blocks with consecutive text blocks joined, as long as an editor opens them."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last
            and last["type"] == block["type"] == "text"
            and len(last["value"]) + len(block["value"]) <= MAX_TEXT_LENGTH
        ):
            last["value"] += block["value"]
        else:
            joined.append({**block})
    return joined
