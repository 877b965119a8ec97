"""Conversion of a saved page from HTML to lines of clean text."""

import html
import re

from bulletins.portal_page.content import PortalPageError, Run
from bulletins.portal_page.lines import Line, line_runs, visible

_LINK_TARGET = re.compile(r"(?:https?://\w|mailto:|tel:)\S{1,1990}", re.IGNORECASE)

HTML = re.compile(r"<(?:!doctype|html|head|body|form|div|table|p|br|span|h[1-6])\b", re.IGNORECASE)
# The standard library's HTML parser takes quadratic time for malformed tags (hours for 2 MB), so
# this expression splits the page into tags. Every alternative consumes what it has matched, which
# keeps the time linear; the groups named open_… match if the file ends inside a construct.
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
# int() raises ValueError for thousands of digits, and html.unescape() does not catch it.
HUGE_REFERENCE = re.compile(r"&#[0-9]{8,};?")
_CONTAINERS = frozenset({"article", "body", "div", "form", "main", "section", "table"})
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q|s|samp|"
    r"small|span|strike|strong|sub|sup|tt|u|var|wbr|[a-z0-9]+:.*"
)


class HtmlReader:
    """Converter of HTML to lines.

    There is one line for each stretch between block tags that has visible text.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.chunks: list[Run] = []
        self.row = self.first_row = 1
        self.depth = self.floor = 0
        self.href: str | None = None
        self.counters: list[int | None] = []
        self.label = ""

    def read(self, text: str) -> list[Line]:
        """Return the lines of the page. Raises PortalPageError if it was cut off."""
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
        content = html.unescape(HUGE_REFERENCE.sub("\ufffd", raw))
        if not self.chunks and any(map(str.strip, visible(content))):
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
        # Numbers of a nested list would be read as those of the outer one, so only that has any.
        if len(self.counters) != 1 or self.counters[0] is None:
            return "- "
        self.counters[0] += 1
        return f"{self.counters[0]}. "

    def _end_line(self) -> None:
        runs = line_runs(self.chunks)
        # A link that was never closed must not swallow the rest of the page.
        self.chunks, self.href = [], None
        if runs:
            self.lines.append(Line(runs, self.first_row, self.floor))
            self.floor = self.depth


def _link_target(attributes: str) -> str | None:
    match = _HREF.search(attributes)
    value = HUGE_REFERENCE.sub("", match[match.lastindex or 0]) if match else ""
    href = re.sub(r"\s", "%20", "".join(visible(html.unescape(value))).strip())
    return href if _LINK_TARGET.fullmatch(href) else None
