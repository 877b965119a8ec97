"""Template tags for the banners of a page, urgent bulletins of other places, and JSON-LD."""

import json

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from bulletins.selectors.banners import Banners, get_cache_expiry, get_homepage_bulletins
from bulletins.selectors.urgent import UrgentBulletin, list_urgent_elsewhere
from sites.caching.site_cache import get_or_build

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
def website_banners(context: Context) -> SafeString:
    """Return the banners as HTML: the same on all pages of a website, until one changes.

    ``banners`` of the context: those of the website (``bulletin_banners``).
    """
    request = context["request"]

    def render() -> SafeString:
        return render_to_string(
            "bulletins/banners.html", {"request": request, "banners": context["banners"]}
        )

    if settings.DEBUG or hasattr(request, "previewed"):
        # Whoever edits a template, or a bulletin, wants to see it.
        return render()
    return get_or_build(
        request,
        "banners",
        render,
        until=lambda: get_cache_expiry(request.host_match, timezone.now()),
    )


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
