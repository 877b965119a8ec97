"""Conversion of what office programs put on the clipboard into StreamField blocks.

Word and Excel write lists as paragraphs with a level (``mso-list``) and a sign, Google Docs writes
bold type as a style, LibreOffice and Calc write plain HTML. What is hidden, and the comments of
reviewers, is no text of the page.
"""

import re

from importing.html.blocks import Conversion, HTMLToBlocksParser, convert
from importing.html.losses import LossKind

_ITEM = re.compile(r"mso-list:[^;]{0,80}\blevel([1-9])\b")
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|mso-element:\s*(?:comment|header|footer)")
_WEIGHT = re.compile(r"font-weight:\s*(\w+)")
_SLANT = re.compile(r"font-style:\s*(\w+)")
_HEIGHT = re.compile(r"vertical-align:\s*(super|sub)\b")
_STRUCK = re.compile(r"text-decoration(?:-line)?:[^;]{0,80}line-through")
_HEAVY = {"bold", "bolder", "600", "700", "800", "900"}
_BOLD, _ITALIC = {"b", "strong"}, {"i", "em"}
_STYLED = {"span", "font", *_BOLD, *_ITALIC}
_TITLES = {"msotitle", "title"}
# A number with a dot or bracket behind it, as the editor writes the first items of a list.
_NUMBER = re.compile(r"([0-9]{1,4})[.)]")
_SIGN = re.compile(r"\(?\w.*[.):]|[0-9.]+")
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr",
}  # fmt: skip
_VOID = {"br", "hr", "img"}


def convert_clipboard(html: str, *, table_labels: tuple[str, str], pictures: int) -> Conversion:
    """Return the blocks for the HTML that an office program or browser copied, and the losses.

    ``table_labels`` and ``pictures``: as of ``convert``.
    """
    return convert(
        html,
        table_labels=table_labels,
        pictures=pictures,
        parser=ClipboardParser,
        tags={"span", "font"},
        attributes={"style", "class"},
    )


class ClipboardParser(HTMLToBlocksParser):
    """A parser that also reads what office programs say by styles and classes."""

    def __init__(self, html: str, table_labels: tuple[str, str], pictures: int = 0) -> None:
        super().__init__(html, table_labels, pictures)
        # For each open element with a style: the tags that were opened in its place.
        self.styled: list[list[str]] = []
        # Number of open elements within a hidden one, itself included.
        self.hidden = 0
        # Level of the list item that begins, and its sign while that is read.
        self.level = 0
        self.sign: str | None = None
        if self.top.top_heading > 1 and any(f'class="{name}' in html.lower() for name in _TITLES):
            self.top.top_heading = 1

    def handle_data(self, data: str) -> None:
        if self.hidden:
            if self.sign is not None:
                self.sign += data
            return
        if self.level and data.strip():
            self._open_item("")
        super().handle_data(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: (value or "").lower() for name, value in attrs}
        style = attributes.get("style", "")
        is_sign = "mso-list:ignore" in style.replace(" ", "")
        is_comment = "msocom" in attributes.get("class", "")
        if self.hidden or is_sign or is_comment or _HIDDEN.search(style):
            self._hide(tag, style, is_sign=is_sign)
            return
        if self.level and tag not in {*_STYLED, "a"}:
            self._open_item("")
        item = _ITEM.search(style) if tag in {"p", "div", "li"} else None
        if tag in _BLOCKS and not item:
            self.place.close_levels()
        if tag in _STYLED:
            self._open_style(tag, style)
        elif tag == "p" and attributes.get("class", "").split(" ")[0] in _TITLES:
            super().handle_starttag("h1", [])
        else:
            super().handle_starttag(tag, attrs)
        if item and tag != "li":
            self.level = int(item[1])

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= 1
            if not self.hidden and self.sign is not None:
                sign, self.sign = self.sign, None
                self._open_item(sign)
        elif tag in _STYLED:
            for name in reversed(self.styled.pop() if self.styled else []):
                super().handle_endtag(name)
        else:
            self.level = 0
            super().handle_endtag(tag)

    def _hide(self, tag: str, style: str, *, is_sign: bool) -> None:
        if tag in _VOID:
            return
        if not self.hidden:
            self.losses[LossKind.COMMENT] += "mso-element:comment-list" in style.replace(" ", "")
            if is_sign and self.level:
                self.sign = ""
        self.hidden += 1

    def _open_style(self, tag: str, style: str) -> None:
        weight, slant = _WEIGHT.search(style), _SLANT.search(style)
        height = _HEIGHT.search(style)
        wanted = {
            "b": weight[1] in _HEAVY if weight else tag in _BOLD,
            "i": slant[1] in {"italic", "oblique"} if slant else tag in _ITALIC,
            "sup": bool(height) and height[1] == "super" if height else False,
            "sub": bool(height) and height[1] == "sub" if height else False,
        }
        self.losses[LossKind.STRUCK_TEXT] += bool(_STRUCK.search(style))
        names = [name for name, is_wanted in wanted.items() if is_wanted]
        for name in names:
            super().handle_starttag(name, [])
        self.styled.append(names)

    def _open_item(self, sign: str) -> None:
        """Open the item that begins.

        A number that a list of the editor would not show (a, I, Điều 1, or one that goes on after
        something else) is written as text: decrees are quoted by it.
        """
        level, self.level = self.level, 0
        if not level:
            return
        sign = " ".join(sign.split())
        number = _NUMBER.fullmatch(sign)
        if number and int(number[1]) == self.place.count_level_items("ol", level) + 1:
            self.place.open_level_item("ol", level)
        elif _SIGN.fullmatch(sign):
            self.place.close_levels()
            self.place.add(f"{sign} ")
        else:
            self.place.open_level_item("ul", level)
