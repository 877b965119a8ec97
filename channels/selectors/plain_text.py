"""Text of a bulletin without formatting."""

import re

from bs4 import BeautifulSoup, Tag
from wagtail.blocks import StreamValue

# Blocks that have no place in a text to read out or type.
SILENT = {"picture", "file", "video"}
LINES = ["h2", "h3", "h4", "h5", "p", "li", "tr", "dt", "dd", "figcaption"]
_BEFORE_SIGN = re.compile(r"(?<!\s)\s++([,.;:!?)…])")


def list_lines(body: StreamValue) -> list[str]:
    """Return paragraphs, headings, list items and table rows of a body, one line each.

    Items of numbered lists begin with their number. Pictures, files and videos are left out.
    """
    lines: list[str] = []
    for block in body:
        if block.block_type not in SILENT:
            soup = BeautifulSoup(str(block.render()), "html.parser")
            outer = (tag for tag in soup.find_all(LINES) if not tag.find_parent(LINES))
            lines += filter(None, map(_format_line, outer))
    return lines


def _format_line(tag: Tag) -> str:
    text = " ".join(tag.get_text(" ").split())
    text = _BEFORE_SIGN.sub(r"\1", text)
    if not text or tag.name != "li" or tag.parent is None or tag.parent.name != "ol":
        return text
    return f"{len(tag.find_previous_siblings('li')) + 1}. {text}"
