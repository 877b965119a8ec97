"""Bulletins as they stand on other pages: the banner, and the block on the home page."""

import json

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from bulletins.models import Bulletin
from bulletins.notices import Banners, Notice, banners_for, in_language_of_moment

register = template.Library()

# What could end a script element, or begin one, in the middle of JSON.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@register.simple_tag(takes_context=True)
def bulletin_banners(context: Context) -> Banners:
    """What presses on this website now."""
    return banners_for(context["request"])


@register.simple_tag(takes_context=True)
def latest_bulletins(context: Context, count: int) -> list[Notice]:
    """The first ``count`` bulletins in force on this website."""
    visible = Bulletin.objects.visible_on(context["request"].agency).in_feed_order()
    return in_language_of_moment(visible.select_related("source", "locale")[:count])


@register.simple_tag
def json_ld(data: dict[str, object]) -> SafeString:
    """A JSON-LD element. It is data, not a script, so the security policy lets it stand."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
