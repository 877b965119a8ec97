"""Template tag that caches what it encloses as text, under the versions of the website.

Django's ``cache`` tag keeps a text for a time; this one keeps it until something on the website
changes (``sites.caching.site_cache``).
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

from sites.caching.site_cache import get_or_build

register = template.Library()


class FragmentNode(template.Node):
    """Node of the tag ``cached_fragment``."""

    def __init__(self, nodelist: NodeList, name: str, parts: list[FilterExpression]) -> None:
        self.nodelist, self.name, self.parts = nodelist, name, parts

    def render(self, context: Context) -> Any:
        """Return the text, cached or rendered now."""
        request = context.get("request")
        parts = [str(part.resolve(context)) for part in self.parts]
        if request is None or settings.DEBUG:
            # Whoever edits a template wants to see it.
            return self.nodelist.render(context)
        return get_or_build(
            request, f"text {self.name} {parts}", lambda: self.nodelist.render(context)
        )


@register.tag
def cached_fragment(parser: Parser, token: Token) -> FragmentNode:
    """Cache what stands up to ``endcached_fragment``: ``{% cached_fragment "name" value … %}``.

    It is the same for all pages of a website in one language. On what else it depends must be among
    the values; on the time of day, and on ``OPTIONAL_CODES``, it may not depend. Previews, pages
    without a website and pages of a server with DEBUG cache nothing.
    """
    name, *parts = token.split_contents()[1:]
    nodelist = parser.parse(("endcached_fragment",))
    parser.delete_first_token()
    return FragmentNode(nodelist, name.strip("\"'"), [parser.compile_filter(p) for p in parts])
