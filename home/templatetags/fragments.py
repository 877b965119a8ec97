"""Template tags that cache parts of a page as text, under the versions of the website.

Django's ``cache`` tag keeps a text for a time; these keep it until something on the website
changes (``sites.caching.site_cache``).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString, mark_safe

from home.selectors.home_sections import HomeSections, list_arranged_blocks
from sites.caching.site_cache import get_or_build

register = template.Library()
# Sections of a home page that neither a bulletin nor the time of day changes.
CACHED_SECTIONS = {"call", "documents", "lead", "news", "procedures", "tasks"}


def render_fragment(context: Context, name: str, render: Callable[[], str]) -> Any:
    """Return what ``render`` returns, cached under a name as ``cached_fragment`` says."""
    request = context.get("request")
    if request is None or settings.DEBUG:
        # Whoever edits a template wants to see it.
        return render()
    return get_or_build(request, name, render, own_only=True)


class FragmentNode(template.Node):
    """Node of the tag ``cached_fragment``."""

    def __init__(self, nodelist: NodeList, name: str, parts: list[FilterExpression]) -> None:
        self.nodelist, self.name, self.parts = nodelist, name, parts

    def render(self, context: Context) -> Any:
        """Return the text, cached or rendered now."""
        parts = [str(part.resolve(context)) for part in self.parts]
        return render_fragment(
            context, f"text {self.name} {parts}", lambda: self.nodelist.render(context)
        )


@register.tag
def cached_fragment(parser: Parser, token: Token) -> FragmentNode:
    """Cache what stands up to ``endcached_fragment``: ``{% cached_fragment "name" value … %}``.

    It is the same for all pages of a website in one language. On what else it depends must be among
    the values; on the time of day, on bulletins and on ``OPTIONAL_CODES`` it may not depend.
    Previews, pages without a website and pages of a server with DEBUG cache nothing.
    """
    name, *parts = token.split_contents()[1:]
    nodelist = parser.parse(("endcached_fragment",))
    parser.delete_first_token()
    return FragmentNode(nodelist, name.strip("\"'"), [parser.compile_filter(p) for p in parts])


@register.simple_tag(takes_context=True)
def home_sections(context: Context) -> SafeString:
    """Return the sections of the current home page that have content, as HTML.

    Those of ``CACHED_SECTIONS`` outlive the bulletins that the page is drawn anew for.
    """
    page = context["page"]
    sections = HomeSections(page, context["request"])

    def render(number: int, kind: str, value: Any) -> str:
        section = sections.build(number, kind, value)
        if section is None:
            return ""
        with context.push(part=section):
            return Engine.get_default().get_template(section.template).render(context)

    parts = []
    for number, (kind, value) in enumerate(list_arranged_blocks(page), start=1):
        make = partial(render, number, kind, value)
        name = f"section {page.pk} {number} {kind}"
        parts.append(render_fragment(context, name, make) if kind in CACHED_SECTIONS else make())
    return mark_safe("".join(parts))  # noqa: S308, of templates
