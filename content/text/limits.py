"""Limits on the length and nesting depth of HTML and JSON, checked before parsing.

Parsers of HTML and JSON, in the standard library and in other packages, take quadratic time for
some texts, or end in RecursionError. They are called only for texts within these limits. The
checks themselves take linear time. This module does not depend on any model.
"""

import json
import re
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

# Characters. A page of a printed decree has some 3,000.
MAX_MARKUP_LENGTH = 200_000
# One translated text: a whole paragraph or cell of a table.
MAX_TRANSLATION_LENGTH = 20_000
# Nesting depth. Lists in the editor are at most five deep, ten with bold and a link inside.
MAX_MARKUP_DEPTH = 50
# Sum of the number of open elements over all tags: a parser's work for one tag may grow with the
# number of open elements. The longest page of the old portals has some 200,000.
MAX_MARKUP_WORK = 3_000_000
MAX_JSON_LENGTH = 2_000_000
MAX_JSON_DEPTH = 30
# Characters of one tag without the values of its attributes.
MAX_TAG_LENGTH = 1_000

# These patterns match one tag, comment or other construct at the beginning of a part that also
# holds the text behind it.
_NAME = r"(?P<name>[a-zA-Z][^\s/>]*+)"
_OPENING = re.compile(_NAME + r"""(?P<attributes>(?:[^"'>]|"[^"]*+"|'[^']*+')*+)>""")
_CLOSING = re.compile(_NAME + r"\s*+>")
# Comments and similar constructs that all parsers read in the same way, including Word's own.
_COMMENT = re.compile(
    r"!--(?!-?>)[^>]*+(?<=--)>|!doctype[^>]*+>|\?[^>]*+>|!\[(?:if|endif)[^\]>]*+\]>", re.IGNORECASE
)
_VALUE = re.compile(r""""[^"]*+"|'[^']*+'""")
# int() raises for thousands of digits, and parsers do not expect that.
_HUGE_REFERENCE = re.compile("&#[0-9]{8}")
_FOREIGN = {"svg", "math"}
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_JSON_PART = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)


class InputLimitError(ValidationError):
    """Raised for a text that exceeds a limit and is not parsed; its message is for the sender.

    Forms show it at the field. Without a form, ``sites.middleware.request_limits`` answers 400 with
    it.
    """


def check_length(text: str, max_length: int) -> None:
    """Raise InputLimitError if a text has more than ``max_length`` characters."""
    if len(text) > max_length:
        message = _("The text has %(length)s characters; %(limit)s are allowed. Divide it.")
        raise InputLimitError(
            message,
            "too_long",
            {"length": _format_number(len(text)), "limit": _format_number(max_length)},
        )


def check_markup(
    html: str,
    *,
    max_length: int = MAX_MARKUP_LENGTH,
    max_depth: int = MAX_MARKUP_DEPTH,
    max_work: int = MAX_MARKUP_WORK,
) -> None:
    """Raise InputLimitError for HTML that could make a parser fail or take very long.

    Call it before any parser, with text from any source. Text that passes is limited in size and
    depth, but is neither valid nor sanitized.

    ``max_length``: in characters. ``max_depth``: of nested elements; recursive parsers fail at
    some hundred. ``max_work``: the number of open elements, summed up over all tags.

    The depth is an upper bound for all parsers: an end tag closes only the element that was
    opened last, and constructs that parsers may read differently (a tag that does not end, a
    comment with tags in it) count as an element that is never closed. Void elements (``<br>``) do
    not count.
    """
    check_length(html, max_length)
    if _HUGE_REFERENCE.search(html):
        raise InputLimitError(_("The text has a number of a character that is none."), "reference")
    open_elements: list[str] = []
    is_plain, may_be_void, work = True, True, 0
    for part in html.split("<")[1:]:
        tag = _OPENING.match(part)
        if tag:
            name = tag["name"].lower()
            if len(_VALUE.sub("", tag[0])) > MAX_TAG_LENGTH:
                raise InputLimitError(_("A tag in the text is too long."), "tag")
            # Inside SVG and MathML, the void elements of HTML are ordinary ones.
            may_be_void = may_be_void and name not in _FOREIGN
            if not (may_be_void and name in _VOID):
                open_elements.append(name)
        elif part.startswith("/") and (end := _CLOSING.match(part, 1)):
            if is_plain and open_elements and open_elements[-1] == end["name"].lower():
                open_elements.pop()
        elif part[:1].isalpha() or part.startswith(("/", "?", "!")) and not _COMMENT.match(part):
            is_plain = False
            open_elements.append("")
        work += len(open_elements)
        if len(open_elements) > max_depth or work > max_work:
            message = _(
                "More than %(limit)s elements (bold, lists, tables) lie within each other, or were "
                "never closed. Simplify the text."
            )
            raise InputLimitError(message, "too_deep", {"limit": _format_number(max_depth)})


def check_json_depth(text: str, max_depth: int) -> None:
    """Raise InputLimitError if lists and objects of a JSON text are nested too deep."""
    depth = 0
    for part in _JSON_PART.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(part[0], 0)
        if depth > max_depth:
            message = _("More than %(limit)s lists lie within each other.")
            raise InputLimitError(message, "too_deep", {"limit": _format_number(max_depth)})


def read_json(
    text: str, *, max_length: int = MAX_JSON_LENGTH, max_depth: int = MAX_JSON_DEPTH
) -> Any:
    """Return the value of a JSON text, or raise InputLimitError.

    No other exception is raised. Refused, besides invalid JSON: more than ``max_length``
    characters, lists and objects nested deeper than ``max_depth``, NaN and Infinity (RFC 8259, 6),
    numbers of thousands of digits, and characters that databases cannot store (NUL, halves of
    surrogate pairs).
    """
    check_length(text, max_length)
    check_json_depth(text, max_depth)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        # Raises for lone surrogates, and for numbers that overflowed to infinity.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise InputLimitError(_("The text is not valid JSON."), "invalid") from error
    if "\x00" in text or r"\u0000" in text:
        raise InputLimitError(_("The text is not valid JSON."), "invalid")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _format_number(value: int) -> str:
    return str(number_format(value, force_grouping=True))
