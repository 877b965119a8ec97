"""Template tags of the search."""

from django import template

from search.selectors.params import SearchParams

register = template.Library()


@register.simple_tag
def search_query(params: SearchParams, **changed: str) -> str:
    """Return the query string of the same search with some parameters replaced."""
    return params.get_url(**changed)
