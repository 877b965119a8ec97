"""Template tags for the banners of a page, urgent bulletins of other places, and JSON-LD."""

import json

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from bulletins.selectors.banners import Banners, get_homepage_bulletins
from bulletins.selectors.urgent import UrgentBulletin, list_urgent_elsewhere

register = template.Library()

# Characters in JSON that could end or begin a script element.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@register.simple_tag(takes_context=True)
def bulletin_banners(context: Context) -> Banners:
    """Return the banners of the website now; on a bulletin's own page those of the others.

    In a preview of a bulletin its own is among them.
    """
    request = context["request"]
    banners = get_homepage_bulletins(request).banners
    own = context.get("bulletin")
    is_preview = hasattr(request, "previewed")
    return banners.without(own.source) if own and not is_preview else banners


@register.simple_tag(takes_context=True)
def urgent_elsewhere(context: Context) -> list[UrgentBulletin]:
    """Return the urgent bulletins that the website lists although it does not show them."""
    return list_urgent_elsewhere(context["request"])


@register.simple_tag
def json_ld(data: dict[str, object]) -> SafeString:
    """Return a script element with ``data`` as JSON-LD.

    It is data and not executed, so the Content Security Policy allows it.
    """
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
