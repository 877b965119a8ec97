"""Building StreamField blocks from HTML elements, for a page or a table cell."""

import re
from html import escape, unescape
from typing import Any

MAX_HEADING_LENGTH = 120
# Nested lists. Editors cannot nest them deeper either, and no content needs more.
MAX_LIST_DEPTH = 4
# Nested bold, italic and links: each open one is written again in every paragraph.
MAX_INLINE_DEPTH = 12
# Characters of HTML, paragraphs and items, and line breaks in one of them, that the editor of a
# text takes (content.text.limits and content.text.content_state), with room for what is added.
MAX_TEXT_LENGTH = 100_000
MAX_PARAGRAPHS = 1_000
MAX_LINE_BREAKS = 150
_BREAK = "<br/>"
_TAG = re.compile(r"<[^>]*+(?:>|\Z)")
# Bold type within a word does not divide it.
_INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|sup|sub|a)(?: [^<>]*+)?>")
_RAISED = re.compile(r"<(sup|sub)>([0-9+-]{1,9})</\1>")
# Raised and lowered numbers as signs, where there is no markup.
SIGNS = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
_SPACES = re.compile(r"\s+")
_EMPTY = re.compile(r"<li>\s*</li>|<(ul|ol)>\s*</\1>")

# A block as a StreamField stores it.
Block = dict[str, Any]


class BlockBuilder:
    """A builder of blocks for one place, called for each element in order.

    ``top_heading``: the highest level of headings in the HTML, which becomes heading blocks; 0 if
    there are none.
    """

    def __init__(self, top_heading: int) -> None:
        self.top_heading = top_heading
        self.blocks: list[Block] = []
        # Finished paragraphs and lists of the current text block, and the current line.
        self.text: list[str] = []
        self.line: list[str] = []
        self.has_text = False
        # Of the current line, and of the current text block.
        self.breaks = self.paragraphs = self.length = 0
        # What the next line begins with: the number of an item that is written as text.
        self.prefix = ""
        # Open inline tags, each with the HTML that is written for it.
        self.open: list[tuple[str, str]] = []
        # Number of open inline tags beyond ``MAX_INLINE_DEPTH``, which are not written.
        self.unwritten = 0
        # Open lists, each with whether one of its items is open.
        self.lists: list[bool] = []
        self.item_has_text = False
        # Open lists of items that name their level instead of lying within each other: level, tag
        # and number of items.
        self.levels: list[tuple[int, str, int]] = []
        # Blocks that cannot stand in a list, and so follow the open one.
        self.waiting: list[Block] = []
        self.heading: int | None = None
        self.quotes = 0

    def add(self, data: str) -> None:
        """Add text to the current line."""
        text = _SPACES.sub(" ", data)
        self.has_text = self.has_text or bool(text.strip())
        self.line.append(escape(text))

    def break_line(self) -> None:
        """Begin a new line in the current paragraph; two breaks end the paragraph."""
        place = len(self.line)
        while place and not self.line[place - 1].strip():
            place -= 1
        if place and self.line[place - 1] == _BREAK:
            del self.line[place - 1]
            self.end_line()
        elif self.breaks == MAX_LINE_BREAKS:
            self.end_line()
        else:
            self.line.append(_BREAK)
            self.breaks += 1

    def open_inline(self, tag: str, written: str) -> None:
        """Open an inline element; ``written`` is its start tag, empty to leave it out."""
        if len(self.open) == MAX_INLINE_DEPTH:
            self.unwritten += 1
            return
        # Bold within bold has no effect.
        written = "" if (tag, written) in self.open else written
        self.open.append((tag, written))
        self.line.append(written)

    def close_inline(self, tag: str) -> None:
        """Close the inline element that was opened last, if it is a ``tag``."""
        # Elements are balanced, but a paragraph may end in between; only the last can be meant.
        if self.unwritten:
            self.unwritten -= 1
        elif self.open and self.open[-1][0] == tag:
            self.line.append(_make_end_tag(self.open.pop()[1]))

    def end_line(self) -> None:
        """Finish the current line as paragraph, list item or heading.

        Its open inline elements continue in the next line.
        """
        closing = "".join(_make_end_tag(written) for _tag, written in reversed(self.open))
        inner = "".join(self.line).strip() + closing
        if self.has_text:
            self._keep(escape(self.prefix) + inner)
            self.prefix = ""
        self.line = [written for _tag, written in self.open]
        self.has_text = False
        self.breaks = 0

    def open_list(self, tag: str) -> None:
        """Open a list (``ul`` or ``ol``); lists nested too deep are not written."""
        self.end_line()
        if len(self.lists) < MAX_LIST_DEPTH:
            self.text.append(f"<{tag}>")
        self.lists.append(False)

    def close_list(self, tag: str) -> None:
        """Close the current list."""
        self.end_line()
        if self.lists:
            self.lists.pop()
            if len(self.lists) < MAX_LIST_DEPTH:
                self.text.append(f"</{tag}>")
        if self.waiting and not self.lists:
            self.end_text()
            self.blocks += self.waiting
            self.waiting = []

    def open_level_item(self, tag: str, level: int) -> None:
        """Open an item of the list at a level (1 is the outermost), after closing deeper ones."""
        self.close_levels(level)
        count = 0
        if self.levels and self.levels[-1][0] == level:
            if self.levels[-1][1] == tag:
                count = self.levels.pop()[2]
                self.close_item()
            else:
                self.close_levels(level - 1)
        if not count:
            self.open_list(tag)
        self.levels.append((level, tag, count + 1))
        self.open_item()

    def count_level_items(self, tag: str, level: int) -> int:
        """Return how many items the open list at a level has; 0 if it is of another tag."""
        found = [count for at, of, count in self.levels if at == level and of == tag]
        return found[0] if found else 0

    def close_levels(self, level: int = 0) -> None:
        """Close the lists that ``open_level_item`` opened deeper than a level."""
        while self.levels and self.levels[-1][0] > level:
            tag = self.levels.pop()[1]
            self.close_item()
            self.close_list(tag)

    def add_block(self, block: Block) -> None:
        """Add a finished block; one that comes in a list stands behind it."""
        self.end_line()
        if self.lists:
            self.waiting.append(block)
        else:
            self.end_text()
            self.blocks.append(block)

    def open_item(self) -> None:
        """Open an item of the current list; outside of written lists, only finish the line."""
        self.end_line()
        if self._writes_items:
            self.text.append("<li>")
            self.lists[-1] = True
            self.item_has_text = False

    def close_item(self) -> None:
        """Close the open item of the current list."""
        self.end_line()
        if self._writes_items:
            self.text.append("</li>")
            self.lists[-1] = False

    def end_text(self) -> None:
        """Finish the current text block, without its empty lists and items."""
        text = "".join(self.text)
        # Each round removes one level of empty items or lists.
        for _ in range(2 * MAX_LIST_DEPTH):
            text = _EMPTY.sub("", text)
        if text:
            self.blocks.append({"type": "text", "value": text})
        self.text = []
        self.paragraphs = self.length = 0

    def finish(self) -> list[Block]:
        """Finish the current line and text block, and return all blocks."""
        self.close_levels()
        self.end_line()
        self.end_text()
        self.blocks += self.waiting
        self.waiting = []
        return self.blocks

    @property
    def _writes_items(self) -> bool:
        return 0 < len(self.lists) <= MAX_LIST_DEPTH

    def _keep(self, inner: str) -> None:
        is_full = self.paragraphs >= MAX_PARAGRAPHS or self.length + len(inner) > MAX_TEXT_LENGTH
        if not self.lists and is_full:
            self.end_text()
        self.paragraphs += 1
        self.length += len(inner)
        if self._writes_items and not self.lists[-1]:
            self.text.append(f"<li>{inner}</li>")
        elif self.lists:
            self.text.append(f"{_BREAK}{inner}" if self.item_has_text else inner)
            self.item_has_text = True
        elif self.heading:
            self._keep_heading(inner)
        else:
            self.text.append(f"<p><i>{inner}</i></p>" if self.quotes else f"<p>{inner}</p>")

    def _keep_heading(self, inner: str) -> None:
        text = strip_markup(inner)
        if self.heading != self.top_heading:
            self.text.append(f"<h3>{escape(text)}</h3>")
        elif len(text) > MAX_HEADING_LENGTH:
            self.text.append(f"<p><b>{escape(text)}</b></p>")
        else:
            self.end_text()
            self.blocks.append({"type": "heading", "value": text})


def strip_markup(html: str) -> str:
    """Return the text of HTML without markup, with single spaces.

    Raised and lowered numbers become the signs that Unicode has for them: m².
    """
    signs = _RAISED.sub(lambda found: found[2].translate(SIGNS[found[1]]), html)
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", _INLINE_TAG.sub("", signs)))).strip()


def _make_end_tag(written: str) -> str:
    return f"</{written[1:].split(' ')[0].rstrip('>')}>" if written else ""
