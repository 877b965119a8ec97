"""Template tags that mark texts in another language than the text around (WCAG 3.1.2)."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.languages import get_interface_language, get_language_entry

register = template.Library()


@register.simple_tag
def lang_of(written: Any, part: Any = None) -> SafeString:
    """Return the ``lang`` attribute of an element with words of ``written`` (WCAG 3.1.2).

    ``written``: a language code, an object with ``language`` (a bulletin, a link), or one with a
    ``locale`` (a page). ``part``: the name of one of its fields, or the value of one of its blocks,
    which may be in another language than the rest (``sites.localization.segments.mark_parts``).
    With ``dir`` where the words run the other way. Empty where the language is that of the
    interface, which ``<html>`` names, and where ``written`` is empty.
    """
    code = _get_part_language(written, part) or _get_language_code(written)
    return _build_attributes(code, around=get_interface_language()) if code else SafeString("")


@register.simple_tag
def hreflang_of(target: Any) -> SafeString:
    """Return the ``hreflang`` attribute of a link to something in another language.

    ``target``: as for ``lang_of``. Empty where its language is the active one, and for a language
    that search engines know no code of.
    """
    code = _get_language_code(target)
    known = get_language_entry(code).hreflang if code and code != get_language() else ""
    return format_html(' hreflang="{}"', known) if known else SafeString("")


@register.simple_tag
def interface_dir() -> SafeString:
    """Return the attribute of ``<html>`` with the direction of the interface language.

    Empty if it runs from left to right, as browsers take what has no direction.
    """
    direction = get_language_entry(get_interface_language()).direction
    return SafeString("") if direction == "ltr" else format_html(' dir="{}"', direction)


@register.simple_tag
def interface_language() -> str:
    """Return the code of the interface language."""
    return get_interface_language()


@register.simple_tag
def label_lang(written: Any) -> SafeString:
    """Return the ``lang`` attribute of a label of the interface within words of ``written``.

    ``written``: as for ``lang_of``. With ``dir`` where the label runs the other way. Empty where
    both have the same language.
    """
    code = _get_language_code(written)
    return _build_attributes(get_interface_language(), around=code) if code else SafeString("")


@register.simple_tag
def source_lang() -> SafeString:
    """Return the ``lang`` attribute of words that exist in the source language only."""
    return lang_of(settings.LANGUAGE_CODE)


def _build_attributes(code: str, *, around: str) -> SafeString:
    """Return the attributes of words in one language among those in another, both as codes."""
    if code == around:
        return SafeString("")
    direction = get_language_entry(code).direction
    if direction == (get_language_entry(around).direction if around else "ltr"):
        return format_html(' lang="{}"', code)
    return format_html(' lang="{}" dir="{}"', code, direction)


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
