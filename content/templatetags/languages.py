"""Template tags that mark texts of another language than what is around them (WCAG 3.1.2)."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def lang_of(written: Any, part: Any = None) -> SafeString:
    """Return the ``lang`` attribute of an element with words of ``written`` (WCAG 3.1.2).

    ``written``: a language code, an object with ``language`` (a bulletin, a link), or one with a
    ``locale`` (a page). ``part``: the name of one of its fields, or the value of one of its blocks,
    which may be in another language than the rest (``sites.localization.segments.insert_parts``).
    Empty where the language is the active one, which the page itself names, and where ``written``
    is empty.
    """
    code = _get_part_language(written, part) or _get_language_code(written)
    return format_html(' lang="{}"', code) if code and code != get_language() else SafeString("")


@register.simple_tag
def label_lang(written: Any) -> SafeString:
    """Return the ``lang`` attribute of a label in the active language within words of ``written``.

    ``written``: as for ``lang_of``. Empty where both have the same language.
    """
    code = _get_language_code(written)
    active = get_language()
    return format_html(' lang="{}"', active) if code and code != active else SafeString("")


def _get_part_language(written: Any, part: Any) -> str:
    if isinstance(part, str):
        return str(getattr(written, "foreign_fields", {}).get(part, ""))
    return str(getattr(part, "language", ""))


def _get_language_code(written: Any) -> str:
    if isinstance(written, str):
        return written
    if hasattr(written, "language"):
        return str(written.language)
    return str(written.locale.language_code) if hasattr(written, "locale") else ""
