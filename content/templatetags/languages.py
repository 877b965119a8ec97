"""Template tag that marks a text of another language than the page around it."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def lang_of(written: Any) -> SafeString:
    """Return the ``lang`` attribute of an element with words of ``written`` (WCAG 3.1.2).

    ``written``: a language code, an object with ``language`` (a bulletin, a link), or one with a
    ``locale`` (a page). Empty where its language is the active one, which the page itself names,
    and where ``written`` is empty.
    """
    code = _get_language_code(written)
    return format_html(' lang="{}"', code) if code and code != get_language() else SafeString("")


def _get_language_code(written: Any) -> str:
    if isinstance(written, str):
        return written
    if hasattr(written, "language"):
        return str(written.language)
    return str(written.locale.language_code) if hasattr(written, "locale") else ""
