"""Numbers of ordered lists in HTML.

A list of a website shows 1, 2, 3. Decrees are quoted by their numbers, so those of another form, or
of a list that begins elsewhere, are written as text (HTML Standard, 4.4.5 and 4.4.8).
"""

import re
from dataclasses import dataclass

from content.files.word_numbers import format_number

_FORMS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?:\s*([a-z-]+)", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,5}")

Attributes = dict[str, str | None]


@dataclass
class OrderedList:
    """An open ``ol``.

    ``form``: as of ``format_number``. ``number``: of the next item. ``shown``: how many items the
    list on the website has. ``is_text``: its numbers are written as text.
    """

    form: str = "decimal"
    number: int = 1
    step: int = 1
    shown: int = 0
    is_text: bool = False

    @classmethod
    def read(cls, attributes: Attributes) -> "OrderedList":
        """Return the list that the attributes of an ``ol`` say."""
        start = _parse(attributes.get("start"))
        one = cls(form=_find_form(attributes) or "decimal", number=1 if start is None else start)
        # Of a list that counts down, the length is not known yet; without a start it counts up.
        one.step = -1 if "reversed" in attributes and start is not None else 1
        one.is_text = one.form != "decimal" or one.number != 1 or one.step != 1
        return one

    def count(self, attributes: Attributes) -> str:
        """Count an item with the attributes of its ``li``, and return its number as text."""
        value = _parse(attributes.get("value"))
        number = self.number if value is None else value
        form = _find_form(attributes) or self.form
        self.number = number + self.step
        self.is_text = self.is_text or form != "decimal" or number != self.shown + 1
        self.shown += 1
        sign = ")" if form.endswith("Letter") else "."
        return f"{format_number(number, form)}{sign}"


def _find_form(attributes: Attributes) -> str | None:
    style = _STYLE.search(attributes.get("style") or "")
    return _FORMS.get(attributes.get("type") or "") or _FORMS.get(style[1].lower() if style else "")


def _parse(text: str | None) -> int | None:
    found = _NUMBER.fullmatch((text or "").strip())
    return int(found[0]) if found else None
