"""What a text has become, as lines that people can compare.

An outline is written as the notation is: ``= Heading``, ``== of the text``, ``- item``, ``+ item``,
``|* headings``, ``| row``, ``{picture:…}``; anything else is a paragraph, with ``{b:…}`` and so on,
and ``⏎`` for a line break.
"""

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from bs4 import NavigableString, Tag

from tests.html import read_html

# Character and look: the marks it has, and the address it leads to.
CharacterStyle = tuple[frozenset[str], str]
BREAK = "⏎"
_ORDER = ("b", "i", "sup", "sub")
_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
# How a table without a caption is called.
_NUMBERED = ("Bảng", "Table")


def read_outline(blocks: Iterable[dict]) -> list[str]:
    """Return the outline of the blocks that a StreamField stores."""
    lines: list[str] = []
    for block in blocks:
        value = block["value"]
        match block["type"]:
            case "heading":
                lines.append(f"= {normalize(value)}")
            case "text":
                lines += _read_rich_text(value)
            case "table":
                lines += _read_table(value)
            case "picture":
                lines.append(f"{{picture:{value['alt_text'] if isinstance(value, dict) else ''}}}")
            case "measures":
                lines += [f"+ {line}" for item in value for line in _read_rich_text(item["value"])]
            case kind:
                lines.append(f"{{{kind}}}")
    return lines


def write_runs(runs: Iterable[tuple[str, CharacterStyle]]) -> str:
    """Return text with its looks as a line of an outline.

    Spaces have the look that both of their neighbours have, so that it makes no difference at
    which side of a tag they stand.
    """
    signs = [(sign, look) for text, look in runs for sign in normalize_signs(text)]
    kept: list[tuple[str, CharacterStyle]] = []
    for sign, look in signs:
        if sign.isspace():
            sign = BREAK if sign == "\n" else " "
        if sign == " " and kept and kept[-1][0] in {" ", BREAK}:
            continue
        if sign == BREAK and kept and kept[-1][0] == " ":
            kept.pop()
        kept.append((sign, look))
    while kept and kept[0][0] in {" ", BREAK}:
        kept.pop(0)
    while kept and kept[-1][0] in {" ", BREAK}:
        kept.pop()
    looks = [look for _sign, look in kept]
    for place, (sign, _look) in enumerate(kept):
        if sign in {" ", BREAK}:
            before, after = looks[place - 1], _find_next_look(kept, place)
            looks[place] = (before[0] & after[0], before[1] if before[1] == after[1] else "")
    signed = zip((sign for sign, _look in kept), looks, strict=True)
    return "".join(
        _wrap("".join(sign for sign, _look in group), look)
        for look, group in groupby(signed, key=lambda one: one[1])
    )


def normalize(text: str) -> str:
    """Return text in one line, in NFC, without characters that nobody sees."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


def normalize_signs(text: str) -> str:
    """Return text in NFC, without characters that nobody sees; spaces and breaks stay."""
    return unicodedata.normalize("NFC", text.translate(_UNSEEN))


def write_table(rows: list[list[str]], headings: list[str], caption: str) -> list[str]:
    """Return the lines of a table."""
    lines = [] if not caption or caption.split(" ")[0] in _NUMBERED else [f"|- {caption}"]
    return [*lines, f"|* {' | '.join(headings)}", *(f"| {' | '.join(row)}" for row in rows)]


def _find_next_look(kept: list[tuple[str, CharacterStyle]], place: int) -> CharacterStyle:
    return next(look for sign, look in kept[place:] if sign not in {" ", BREAK})


def _wrap(text: str, look: CharacterStyle) -> str:
    marks, href = look
    for mark in reversed(_ORDER):
        if mark in marks:
            text = f"{{{mark}:{text}}}"
    return f"{{a:{href}|{text}}}" if href else text


def _read_table(value: dict) -> list[str]:
    rows = [[normalize(cell) for cell in row["values"]] for row in value["rows"]]
    headings = [normalize(column["heading"]) for column in value["columns"]]
    return write_table(rows, headings, normalize(value["caption"]))


def _read_rich_text(html: str) -> list[str]:
    lines: list[str] = []
    for element in read_html(html).children:
        if isinstance(element, Tag):
            lines += _read_block(element, 1)
        elif element.strip():
            lines.append(f"LOOSE {element}")
    return lines


def _read_block(element: Tag, level: int) -> list[str]:
    if element.name in {"ul", "ol"}:
        sign = "-" if element.name == "ul" else "+"
        lines = []
        for child in element.find_all(True, recursive=False):
            if child.name in {"ul", "ol"}:
                lines += _read_block(child, level + 1)
                continue
            nested = child.find_all(["ul", "ol"], recursive=False)
            for one in nested:
                one.extract()
            lines.append(f"{sign * level} {write_runs(_iter_runs(child, frozenset(), ''))}".strip())
            for one in nested:
                lines += _read_block(one, level + 1)
        return lines
    line = write_runs(_iter_runs(element, frozenset(), ""))
    return [f"== {line}" if element.name == "h3" else line]


def _iter_runs(element: Tag, marks: frozenset[str], href: str):
    for child in element.children:
        if isinstance(child, NavigableString):
            # A new line in HTML is a space.
            yield str(child).replace("\n", " "), (marks, href)
        elif child.name == "br":
            yield "\n", (marks, href)
        elif child.name == "a":
            yield from _iter_runs(child, marks, child.get("href", ""))
        else:
            mark = _MARKS.get(child.name)
            yield from _iter_runs(child, marks | {mark} if mark else marks, href)


def list_missing_words(words: list[str], shown: str) -> list[str]:
    """Return the words that are not on a page in this order, with raised numbers as plain ones."""
    rest = "".join(unicodedata.normalize("NFKC", shown).split())
    missing = []
    for word in words:
        plain = unicodedata.normalize("NFKC", word)
        place = rest.find(plain)
        if place < 0:
            missing.append(word)
        else:
            rest = rest[place + len(plain) :]
    return missing
