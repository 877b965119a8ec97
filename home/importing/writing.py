"""What is written so far of one place: the page, or a cell of a table."""

import re
from html import escape, unescape
from typing import Any

LONGEST_HEADING = 120
# Editors cannot make lists deeper than that either, and nothing ever needs more.
DEEPEST_LIST = 4
# Of bold, italic, links: each that is open is written again in every paragraph.
DEEPEST_INLINE = 12
_TAG = re.compile(r"<[^>]*+(?:>|\Z)")
_SPACES = re.compile(r"\s+")
_EMPTY = re.compile(r"<li>\s*</li>|<(ul|ol)>\s*</\1>")

# A block as a StreamField keeps it.
Block = dict[str, Any]


class Writing:
    """Paragraphs, headings, lists and quotes, as they are closed one after the other."""

    def __init__(self, top_heading: int) -> None:
        self.top_heading = top_heading
        self.blocks: list[Block] = []
        # Whole paragraphs and lists of the text block in hand, and the line in hand.
        self.text: list[str] = []
        self.line: list[str] = []
        self.has_words = False
        # Tags that stand open in the line, each with how it is written.
        self.open: list[tuple[str, str]] = []
        # How many stand open in these that are too deep to be written.
        self.unwritten = 0
        # Lists that are open, each with whether an item of it is.
        self.lists: list[bool] = []
        self.item_has_words = False
        self.heading: int | None = None
        self.quotes = 0

    def add(self, data: str) -> None:
        words = _SPACES.sub(" ", data)
        self.has_words = self.has_words or bool(words.strip())
        self.line.append(escape(words))

    def open_inline(self, tag: str, written: str) -> None:
        if len(self.open) == DEEPEST_INLINE:
            self.unwritten += 1
            return
        # Bold within bold is no bolder.
        written = "" if (tag, written) in self.open else written
        self.open.append((tag, written))
        self.line.append(written)

    def close_inline(self, tag: str) -> None:
        # Elements are balanced, but a paragraph may end between; only the last can be meant.
        if self.unwritten:
            self.unwritten -= 1
        elif self.open and self.open[-1][0] == tag:
            self.line.append(_closing(self.open.pop()[1]))

    def end_line(self) -> None:
        """Keep the line as what it is; what stands open in it goes on in the next."""
        closing = "".join(_closing(written) for _tag, written in reversed(self.open))
        inner = "".join(self.line).strip() + closing
        if self.has_words:
            self._keep(inner)
        self.line = [written for _tag, written in self.open]
        self.has_words = False

    def open_list(self, tag: str) -> None:
        self.end_line()
        if len(self.lists) < DEEPEST_LIST:
            self.text.append(f"<{tag}>")
        self.lists.append(False)

    def close_list(self, tag: str) -> None:
        self.end_line()
        if self.lists:
            self.lists.pop()
            if len(self.lists) < DEEPEST_LIST:
                self.text.append(f"</{tag}>")

    def open_item(self) -> None:
        self.end_line()
        if self._writes_items:
            self.text.append("<li>")
            self.lists[-1] = True
            self.item_has_words = False

    def close_item(self) -> None:
        self.end_line()
        if self._writes_items:
            self.text.append("</li>")
            self.lists[-1] = False

    def end_text(self) -> None:
        """Close the text block in hand."""
        text = "".join(self.text)
        # Lists are at most a few deep: each round empties the next level.
        for _ in range(2 * DEEPEST_LIST):
            text = _EMPTY.sub("", text)
        if text:
            self.blocks.append({"type": "text", "value": text})
        self.text = []

    def finished(self) -> list[Block]:
        self.end_line()
        self.end_text()
        return self.blocks

    @property
    def _writes_items(self) -> bool:
        return 0 < len(self.lists) <= DEEPEST_LIST

    def _keep(self, inner: str) -> None:
        if self._writes_items and not self.lists[-1]:
            self.text.append(f"<li>{inner}</li>")
        elif self.lists:
            self.text.append(f"<br/>{inner}" if self.item_has_words else inner)
            self.item_has_words = True
        elif self.heading:
            self._keep_heading(inner)
        else:
            self.text.append(f"<p><i>{inner}</i></p>" if self.quotes else f"<p>{inner}</p>")

    def _keep_heading(self, inner: str) -> None:
        words = plain(inner)
        if self.heading != self.top_heading:
            self.text.append(f"<h3>{escape(words)}</h3>")
        elif len(words) > LONGEST_HEADING:
            self.text.append(f"<p><b>{escape(words)}</b></p>")
        else:
            self.end_text()
            self.blocks.append({"type": "heading", "value": words})


def plain(html: str) -> str:
    """Return the words of a piece of HTML, without its markup."""
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", html))).strip()


def _closing(written: str) -> str:
    return f"</{written[1:].split(' ')[0].rstrip('>')}>" if written else ""
