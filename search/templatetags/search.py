"""Template tags of the search."""

from django import template

from search.selectors.params import Asked

register = template.Library()


@register.simple_tag
def asked_with(asked: Asked, **changed: str) -> str:
    """Return the query string of the same search with some parameters replaced."""
    return asked.address(**changed)
