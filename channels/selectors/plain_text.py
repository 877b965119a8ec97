"""Text of a bulletin without formatting."""

import re

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.translation import gettext as _
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


def mark_source_language(words: str, language: str) -> str:
    """Return words that exist in the default language only, as they stand in a text.

    `language`: code of the language of the text, which is active; in another than the default one
    the words come after a remark on theirs. Empty words stay empty.
    """
    if not words or language == settings.LANGUAGE_CODE:
        return words
    return _("In Vietnamese: %(text)s") % {"text": words}


def _format_line(tag: Tag) -> str:
    text = " ".join(tag.get_text(" ").split())
    text = _BEFORE_SIGN.sub(r"\1", text)
    if not text or tag.name != "li" or tag.parent is None or tag.parent.name != "ol":
        return text
    return f"{len(tag.find_previous_siblings('li')) + 1}. {text}"
