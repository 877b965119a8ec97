"""Parser of cleaned HTML that writes StreamField blocks: the structure of a text."""

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser

from importing.html.builder import BlockBuilder
from importing.html.lists import OrderedList
from importing.html.losses import Losses, LossKind
from importing.html.tables import Table, list_texts, parse_span

# Nested tables. Editors cannot nest them deeper either, and no content needs more.
MAX_TABLE_DEPTH = 6

INLINE_TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
HEADING_TAGS = {f"h{level}": level for level in range(1, 7)}
LIST_TAGS = {"ul", "ol"}
STRUCK_TAGS = {"s", "strike"}
CELL_TAGS = {"td", "th", "caption"}
BREAKING_TAGS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "header", "hr", "main", "nav", "p", "pre", "section",
}  # fmt: skip
_HREF = re.compile(r"(?:https?://[\w\[]|mailto:\S|tel:\+?\d|/(?![/\\]))\S*", re.IGNORECASE)
# What stands for a picture whose data came along: the name of its address.
_IMAGE = re.compile(r"picture-([0-9]{1,3})")
# The words of a picture that is a sign of a line of text: an emoji.
_EMOJI = re.compile(r"[^\x00-\u1fff]{1,12}")


class HTMLToBlocksParser(HTMLParser):
    """A parser of cleaned HTML; each table cell has a writer of its own until it ends."""

    def __init__(self, html: str, table_labels: tuple[str, str], images: int = 0) -> None:
        super().__init__(convert_charrefs=True)
        self.images = images
        self.table_labels = table_labels
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        self.top = BlockBuilder(min(levels, default=0))
        self.places = [self.top]
        self.tables: list[Table] = []
        self.losses: Losses = Counter()
        # Open lists; None for those without numbers.
        self.lists: list[OrderedList | None] = []
        # Open tables that are nested too deep; only their text is written.
        self.too_deep = 0
        self.table_count = 0

    @property
    def place(self) -> BlockBuilder:
        return self.places[-1]

    def handle_data(self, data: str) -> None:
        self.place.add(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = self.place
        if tag in INLINE_TAGS:
            place.open_inline(tag, f"<{INLINE_TAGS[tag]}>")
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            is_kept = bool(_HREF.fullmatch(href))
            # Within the text: footnotes, a table of contents.
            self.losses[LossKind.LINK] += bool(href) and not is_kept and not href.startswith("#")
            place.open_inline(tag, f'<a href="{escape(href)}">' if is_kept else "")
        elif tag == "br":
            place.break_line()
        elif tag == "img":
            self._place_image(dict(attrs))
        elif tag in STRUCK_TAGS:
            self.losses[LossKind.STRUCK_TEXT] += 1
        elif tag in LIST_TAGS:
            self._open_list(tag, dict(attrs))
        elif tag == "li":
            self._open_list_item(dict(attrs))
        elif tag in {"table", "thead", "tr", *CELL_TAGS}:
            self._open_table_part(tag, dict(attrs))
        elif tag in BREAKING_TAGS or tag in HEADING_TAGS:
            place.end_line()
            place.quotes += tag == "blockquote"
            place.heading = HEADING_TAGS.get(tag)

    def handle_endtag(self, tag: str) -> None:
        place = self.place
        if tag in INLINE_TAGS or tag == "a":
            place.close_inline(tag)
        elif tag in LIST_TAGS:
            self._close_list(tag)
        elif tag == "li":
            self._close_list_item()
        elif tag in {"table", "thead", "tr", *CELL_TAGS}:
            self._close_table_part(tag)
        elif tag in BREAKING_TAGS or tag in HEADING_TAGS:
            place.end_line()
            place.quotes -= tag == "blockquote"
            place.heading = None

    def _open_list(self, tag: str, attributes: dict[str, str | None]) -> None:
        numbers = OrderedList.read(attributes) if tag == "ol" else None
        self.lists.append(numbers)
        if numbers and numbers.is_text:
            self.place.end_line()
        else:
            self.place.open_list(tag)

    def _open_list_item(self, attributes: dict[str, str | None]) -> None:
        """Open an item; one whose number a list would not show begins with it as text."""
        numbers = self.lists[-1] if self.lists else None
        if numbers is None:
            self.place.open_item()
            return
        was_text = numbers.is_text
        label = numbers.count(attributes)
        if numbers.is_text and not was_text:
            self.place.close_list("ol")
        if numbers.is_text:
            self.place.end_line()
            self.place.prefix = f"{label} "
        else:
            self.place.open_item()

    def _close_list_item(self) -> None:
        if self.lists and self.lists[-1] and self.lists[-1].is_text:
            self.place.end_line()
            self.place.prefix = ""
        else:
            self.place.close_item()

    def _close_list(self, tag: str) -> None:
        numbers = self.lists.pop() if self.lists else None
        if numbers and numbers.is_text:
            self.place.end_line()
        else:
            self.place.close_list(tag)

    def _open_table_part(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "table" and (self.too_deep or len(self.tables) == MAX_TABLE_DEPTH):
            self.too_deep += 1
        if self.too_deep:
            self.place.end_line()
        elif tag == "table":
            self.place.end_line()
            self.tables.append(Table())
        elif self.tables and tag in {"thead", "tr"}:
            self.tables[-1].open_part(tag)
        elif self.tables:
            self.tables[-1].open_cell(
                parse_span(attributes.get("colspan")),
                parse_span(attributes.get("rowspan")),
                is_heading=tag == "th",
            )
            self.places.append(BlockBuilder(self.top.top_heading))

    def _close_table_part(self, tag: str) -> None:
        if self.too_deep:
            self.place.end_line()
            self.too_deep -= tag == "table"
        elif self.tables and tag == "table":
            self._place_table(self.tables.pop())
        elif self.tables and tag == "thead":
            self.tables[-1].is_in_head = False
        elif self.tables and tag in CELL_TAGS:
            self.tables[-1].add(tag, self.places.pop().finish())

    def _place_image(self, attributes: dict[str, str | None]) -> None:
        address, alt = attributes.get("src") or "", attributes.get("alt") or ""
        found = _IMAGE.fullmatch(address)
        if _EMOJI.fullmatch(alt):
            self.place.add(alt)
            return
        if found and int(found[1]) < self.images:
            self.place.add_block({"type": "picture", "value": int(found[1])})
        elif address:
            self.losses[LossKind.MISSING_PICTURE] += 1

    def _place_table(self, table: Table) -> None:
        table.close()
        place = self.place
        if place.lists:
            # A list cannot contain a table: write its text, cell by cell.
            for text in [table.caption, *list_texts(table.list_blocks())]:
                place.add(text)
                place.end_line()
            place.waiting += [one for one in table.list_blocks() if one["type"] == "picture"]
            return
        place.end_text()
        if table.has_data:
            self.table_count += 1
            place.blocks += table.build(self.table_labels, self.table_count, self.losses)
            return
        self.losses[LossKind.LARGE_TABLE if table.is_large else LossKind.LAYOUT_TABLE] += bool(
            table.rows
        )
        if table.caption:
            place.blocks.append({"type": "text", "value": f"<p>{escape(table.caption)}</p>"})
        place.blocks += table.list_blocks()
