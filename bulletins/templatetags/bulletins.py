"""Bulletins as they stand on every page: the banners, and what search engines read."""

import json

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from bulletins.front import Banners, front_of

register = template.Library()

# What could end a script element, or begin one, in the middle of JSON.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@register.simple_tag(takes_context=True)
def bulletin_banners(context: Context) -> Banners:
    """What presses on this website now; a home page has asked for it already."""
    front = context.get("front") or front_of(context["request"])
    return front.banners


@register.simple_tag
def json_ld(data: dict[str, object]) -> SafeString:
    """A JSON-LD element. It is data, not a script, so the security policy lets it stand."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
