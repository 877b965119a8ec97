"""The text of a bulletin without its form, for channels that have none."""

import re

from bs4 import BeautifulSoup, Tag
from wagtail.blocks import StreamValue

# What stands for itself, and cannot be read out or typed.
SILENT = {"picture", "file", "video"}
LINES = ["h2", "h3", "h4", "h5", "p", "li", "tr", "dt", "dd", "figcaption"]
_BEFORE_SIGN = re.compile(r"(?<!\s)\s++([,.;:!?)…])")


def lines_of(body: StreamValue) -> list[str]:
    """Return the paragraphs, headings and measures of a body; measures begin with their number."""
    lines: list[str] = []
    for block in body:
        if block.block_type not in SILENT:
            soup = BeautifulSoup(str(block.render()), "html.parser")
            outer = (tag for tag in soup.find_all(LINES) if not tag.find_parent(LINES))
            lines += filter(None, map(_line, outer))
    return lines


def _line(tag: Tag) -> str:
    words = " ".join(tag.get_text(" ").split())
    words = _BEFORE_SIGN.sub(r"\1", words)
    if not words or tag.name != "li" or tag.parent is None or tag.parent.name != "ol":
        return words
    return f"{len(tag.find_previous_siblings('li')) + 1}. {words}"
