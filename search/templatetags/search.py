from django import template

from search.asking import Asked

register = template.Library()


@register.simple_tag
def asked_with(asked: Asked, **changed: str) -> str:
    """The query of an address that asks the same but for what is named here."""
    return asked.address(**changed)
