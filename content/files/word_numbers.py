"""The numbers that Word shows in front of paragraphs, for ``content.files.word_reader``.

Word stores no numbers: it counts the paragraphs of each list and formats the count by the list's
definition (ISO/IEC 29500-1, 17.9). Decrees are quoted by these numbers (“điểm a khoản 2 Điều 5”),
and a list of a website shows 1, 2, 3 alone; so numbers of another form become text. Imports nothing
of Bantin.
"""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

_LABEL = re.compile(r"%([1-9])")
_PLAIN = re.compile(r"%[1-9][.)]?")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# Beyond, letters and Roman numbers are of no use to a reader.
_MAX_NUMBER = 4000


@dataclass
class Label:
    """The number of a paragraph as Word shows it.

    ``number``: the count if it is shown as 1, 2, 3 alone, else 0.
    """

    text: str
    number: int


@dataclass
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    style: str = ""


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class NumberCounter:
    """Counts the paragraphs of all lists of a document, in its order.

    ``xml``: the part ``numbering.xml``; empty if the document has none.
    """

    def __init__(self, xml: bytes) -> None:
        self._lists: dict[str, _List] = {}
        # Number of a list's use → key of its definition, and levels that begin anew with it.
        self._uses: dict[str, tuple[str, dict[int, int]]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        if xml:
            self._read(ElementTree.fromstring(xml))  # noqa: S314, in a process with limits

    def count(self, use: str, level: int) -> Label | None:
        """Count a paragraph of a list; return its number, None for a bullet or unknown list."""
        key, restarts = self._uses.get(use, ("", {}))
        if key in self._lists and restarts:
            for at, start in restarts.items():
                self._lists[key].counts[at] = start - 1
            restarts.clear()
        return self._count(key, level)

    def count_style(self, style: str) -> Label | None:
        """Count a paragraph whose style numbers it, as ``count``."""
        key, level = self._by_style.get(style, ("", 0))
        return self._count(key, level)

    def _count(self, key: str, level: int) -> Label | None:
        found = self._lists.get(key)
        own = found.levels.get(level) if found else None
        if found is None or own is None:
            return None
        counts = found.counts
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if own.form in {"bullet", "none"} or not own.text:
            return None

        def show(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = found.levels.get(at, _Level())
            return format_number(counts.get(at, of.start), of.form)

        is_plain = own.form == "decimal" and _PLAIN.fullmatch(own.text.strip())
        return Label(_LABEL.sub(show, own.text).strip(), counts[level] if is_plain else 0)

    def _read(self, root: ElementTree.Element) -> None:
        for definition in _list_children(root, "abstractNum"):
            one = _List()
            key = _get(definition, "abstractNumId")
            for element in _list_children(definition, "lvl"):
                level = _read_level(element)
                at = _parse(_get(element, "ilvl"), 0)
                one.levels[at] = level
                if level.style:
                    self._by_style[level.style] = (key, at)
            self._lists[key] = one
        for element in _list_children(root, "num"):
            restarts = {
                _parse(_get(change, "ilvl"), 0): _parse(_get(start, "val"), 1)
                for change in _list_children(element, "lvlOverride")
                for start in _list_children(change, "startOverride")
            }
            links = _list_children(element, "abstractNumId")
            self._uses[_get(element, "numId")] = (_get(links[0], "val") if links else "", restarts)


def _read_level(element: ElementTree.Element) -> _Level:
    level = _Level()
    for child in element:
        name, value = child.tag.rpartition("}")[2], _get(child, "val")
        if name == "numFmt":
            level.form = value
        elif name == "lvlText":
            level.text = value
        elif name == "start":
            level.start = _parse(value, 1)
        elif name == "pStyle":
            level.style = value
    return level


def _list_children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [child for child in element if child.tag.rpartition("}")[2] == name]


def _get(element: ElementTree.Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def _parse(value: str, otherwise: int) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise


def format_number(number: int, form: str) -> str:
    """Return a number in a form of Word, such as ``lowerLetter``; as it is if it has no such."""
    if not 0 < number < _MAX_NUMBER:
        return str(number)
    text = str(number)
    if form.endswith("Letter"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form.endswith("Roman"):
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
    elif form == "decimalZero":
        text = text.zfill(2)
    return text.upper() if form.startswith("upper") else text
