"""The filter that puts the nonce on an inline script of one of Wagtail's templates."""

from django import template
from django.utils.safestring import SafeString

from ops.http.nonces import add_nonce

register = template.Library()


@register.filter
def with_nonce(html: SafeString) -> SafeString:
    """Return the block ``html`` with the nonce; see ``ops.http.nonces.add_nonce``."""
    return add_nonce(html)
