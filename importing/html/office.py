"""Parser of HTML with the looks of office programs, old portals and clipboards.

Word and Excel write lists as paragraphs with a level (``mso-list``) and a sign, Google Docs writes
bold type as a style, LibreOffice and Calc write plain HTML. What is hidden or struck out as a
tracked change, the comments of reviewers and the table of contents are no text of the page.
"""

import re

from importing.html.blocks import HTMLToBlocksParser
from importing.html.losses import LossKind

_ITEM = re.compile(r"mso-list:[^;]{0,80}\blevel([1-9])\b")
HIDDEN_STYLE = re.compile(
    r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all|font-size:\s*0(?:[a-z%]*)\s*(?:;|$)"
)
_ELEMENT = re.compile(r"mso-element:\s*([a-z-]+)")
_LEFT_OUT = {
    "comment-list": LossKind.COMMENT,
    "comment": LossKind.COMMENT,
    "header": LossKind.PAGE_FRAME,
    "footer": LossKind.PAGE_FRAME,
}
# Names of Word and Writer for a note and for its number, there and in the text.
_NOTES = {"footnote", "endnote"}
_NOTE_NUMBER = re.compile(r"sd(?:foot|end)note(anc|sym)\b")
_NOTE_SIGNS = {"anc": "[{}]", "sym": "[{}] "}
_CONTENTS = re.compile(r"msotoc\d")
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


class OfficeParser(HTMLToBlocksParser):
    """A parser that also reads what is said by styles and classes."""

    def __init__(self, html: str, table_labels: tuple[str, str], images: int = 0) -> None:
        super().__init__(html, table_labels, images)
        # For each open element with a style: the tags that were opened in its place.
        self.styled: list[list[str]] = []
        # Number of open elements within a hidden one, itself included, what is said of it once, and
        # whether it has words.
        self.hidden = 0
        self.hidden_kind: LossKind | None = None
        self.has_hidden_words = False
        # How the open link, the number of a note, is written.
        self.note_sign = ""
        # Level of the list item that begins, and its sign while that is read.
        self.level = 0
        self.sign: str | None = None
        if self.top.top_heading > 1 and any(f'class="{name}' in html.lower() for name in _TITLES):
            self.top.top_heading = 1

    def handle_data(self, data: str) -> None:
        if self.hidden:
            self.has_hidden_words = self.has_hidden_words or any(map(str.isalnum, data))
            if self.sign is not None:
                self.sign += data
            return
        if self.note_sign and data.strip():
            data = self.note_sign.format(data.strip())
        if self.level and data.strip():
            self._open_item("")
        super().handle_data(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: (value or "").lower() for name, value in attrs}
        style = attributes.get("style", "")
        element = _ELEMENT.search(style)
        if self.hidden:
            # A list of comments has each in an element of its own.
            self.losses[LossKind.COMMENT] += element is not None and element[1] == "comment"
            self.hidden += tag not in _VOID
            return
        if self._is_hidden(tag, attributes, style):
            self._hide(tag, attributes, style)
            return
        self.losses[LossKind.TRACKED_CHANGE] += tag == "ins"
        self.losses[LossKind.NOTE] += element is not None and element[1] in _NOTES
        note = _NOTE_NUMBER.match(attributes.get("class", "")) if tag == "a" else None
        if note:
            self.note_sign = _NOTE_SIGNS[note[1]]
            self.losses[LossKind.NOTE] += note[1] == "sym"
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
            if not self.hidden:
                self._end_hidden()
        elif tag in _STYLED:
            for name in reversed(self.styled.pop() if self.styled else []):
                super().handle_endtag(name)
        else:
            self.level = 0
            self.note_sign = "" if tag == "a" else self.note_sign
            super().handle_endtag(tag)

    def _is_hidden(self, tag: str, attributes: dict[str, str], style: str) -> bool:
        element = _ELEMENT.search(style)
        return bool(
            tag == "del"
            or "hidden" in attributes
            or HIDDEN_STYLE.search(style)
            or "mso-list:ignore" in style.replace(" ", "")
            or (element and element[1] in _LEFT_OUT)
            or "msocom" in attributes.get("class", "")
            or _CONTENTS.match(attributes.get("class", ""))
        )

    def _hide(self, tag: str, attributes: dict[str, str], style: str) -> None:
        """Leave out an element, and remember what is to be said of it."""
        if tag in _VOID:
            return
        self.hidden, self.has_hidden_words = 1, False
        element = _ELEMENT.search(style)
        self.hidden_kind = LossKind.HIDDEN_TEXT
        if "mso-list:ignore" in style.replace(" ", ""):
            self.hidden_kind = None
            self.sign = "" if self.level else None
        elif "msocom" in attributes.get("class", "") or (element and element[1] == "comment-list"):
            # Each comment of the list is counted by itself.
            self.hidden_kind = None
        elif element and element[1] in _LEFT_OUT:
            self.hidden_kind = _LEFT_OUT[element[1]]
        elif tag == "del":
            self.hidden_kind = LossKind.TRACKED_CHANGE
        elif _CONTENTS.match(attributes.get("class", "")):
            self.hidden_kind = LossKind.CONTENTS

    def _end_hidden(self) -> None:
        if self.sign is not None:
            sign, self.sign = self.sign, None
            self._open_item(sign)
        elif self.hidden_kind and self.has_hidden_words:
            self.losses[self.hidden_kind] += 1

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
