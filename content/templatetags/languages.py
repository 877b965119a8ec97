"""Template tags that mark texts of another language than what is around them (WCAG 3.1.2)."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.languages import get_interface_language, get_language_entry

register = template.Library()


@register.simple_tag
def lang_of(written: Any) -> SafeString:
    """Return the ``lang`` attribute of an element with words of ``written`` (WCAG 3.1.2).

    ``written``: a language code, an object with ``language`` (a bulletin, a link), or one with a
    ``locale`` (a page). With ``dir`` where the words run the other way. Empty where its language is
    that of the interface, which the page itself names, and where ``written`` is empty.
    """
    code, interface = _get_language_code(written), get_interface_language()
    if not code or code == interface:
        return SafeString("")
    direction = get_language_entry(code).direction
    if direction == get_language_entry(interface).direction:
        return format_html(' lang="{}"', code)
    return format_html(' lang="{}" dir="{}"', code, direction)


@register.simple_tag
def interface_lang() -> SafeString:
    """Return the attributes of ``<html>`` that name the interface language, with its direction."""
    entry = get_language_entry(get_interface_language())
    attributes = format_html(' lang="{}"', entry.code)
    return attributes + (SafeString(' dir="rtl"') if entry.direction == "rtl" else SafeString(""))


@register.simple_tag
def label_lang(written: Any) -> SafeString:
    """Return the ``lang`` attribute of a label in the active language within words of ``written``.

    ``written``: as for ``lang_of``. Empty where both have the same language.
    """
    code = _get_language_code(written)
    active = get_language()
    return format_html(' lang="{}"', active) if code and code != active else SafeString("")


def _get_language_code(written: Any) -> str:
    if isinstance(written, str):
        return written
    if hasattr(written, "language"):
        return str(written.language)
    return str(written.locale.language_code) if hasattr(written, "locale") else ""
