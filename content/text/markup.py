"""The one door to nh3, which cleans HTML by allowlists.

Nobody else imports nh3; a test looks. Its callers have bounded the length and depth of a text
before (``content.text.limits``, ``importing.html.limits``).
"""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from html.entities import html5
from typing import Any

import nh3

AttributeFilter = Callable[[str, str, str], str | None]

# From each of these, nh3 looks for the next "<" or ">" of the text or value that it writes. Without
# one, that takes the square of their number (html5ever 0.40). They are the ampersand, and the
# characters that begin with the same byte as a no-break space.
_SLOW = re.compile("[&\x80-\xbf]")
# Fewer cost less than a tenth of a second, also in the longest text of an import.
FEW = 1_000
# The noncharacters of Unicode (23.7), which no text has, stand for them meanwhile.
_NONCHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
]
_STAND_INS = dict(zip([ord("&"), *range(0x80, 0xC0)], _NONCHARACTERS, strict=False))
_AMPERSAND = chr(_STAND_INS[ord("&")])
# All but the ampersand, which may begin a reference.
_HIDDEN = dict.fromkeys(_NONCHARACTERS) | _STAND_INS | {ord("&"): "&"}
_SHOWN = {stand_in: chr(slow) for slow, stand_in in _STAND_INS.items()}
_WRITTEN = _SHOWN | {_STAND_INS[ord("&")]: "&amp;", _STAND_INS[0xA0]: "&nbsp;"}
# An ampersand, and what it refers to. A name without its semicolon counts where texts and values
# agree about it (WHATWG HTML, 13.2.5.73).
_REFERENCE = re.compile(
    r"&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31}+(?:;|(?!=)))"
    r"|#(?:[0-9]{1,7}+|[xX][0-9a-fA-F]{1,6}+);?)?"
)


def clean_markup(
    html: str, *, attribute_filter: AttributeFilter | None = None, **options: Any
) -> str:
    """Return HTML with only what the allowlists let through, as ``nh3.clean`` does.

    ``attribute_filter`` and ``options``: its arguments. The time is linear in the length, for texts
    that are not nested deep: nh3 is never handed ``FEW`` of the characters that it is slow for. Of
    longer rows of them, noncharacters are removed, and a name is no reference if it has no
    semicolon and a letter, a digit or "=" follows.
    """
    if len(_SLOW.findall(html)) < FEW:
        return nh3.clean(html, attribute_filter=attribute_filter, **options)
    if attribute_filter:
        attribute_filter = partial(_filter_shown, attribute_filter)
    hidden = _REFERENCE.sub(_hide_reference, html.translate(_HIDDEN))
    return nh3.clean(hidden, attribute_filter=attribute_filter, **options).translate(_WRITTEN)


def _filter_shown(filter_plain: AttributeFilter, tag: str, name: str, value: str) -> str | None:
    kept = filter_plain(tag, name, value.translate(_SHOWN))
    return kept and kept.translate(_STAND_INS)


def _hide_reference(found: re.Match[str]) -> str:
    """Return stand-ins for an ampersand or slow character; other references as they are."""
    name = found["name"]
    characters = html5.get(name) if name else unescape(found[0])
    if not characters or found[0] == "&":
        return _AMPERSAND + found[0][1:]
    return characters.translate(_STAND_INS) if _SLOW.search(characters) else found[0]
