"""Template tags for error pages: the number of the request, and the code of what went wrong."""

from django import template
from django.template import Context
from django.urls import reverse

from accounts.permissions import is_administrator
from ops.errors.trace import format_code
from ops.logs import get_error_code, get_request_id

register = template.Library()
register.simple_tag(get_request_id, name="request_id")


@register.simple_tag
def error_code() -> str:
    """Return the code of the error that is being answered; empty if there is none."""
    return format_code(get_error_code())


@register.simple_tag(takes_context=True)
def error_url(context: Context) -> str:
    """Return where ICT administrators find the error that is being answered; empty for others.

    Asks nobody who it is: the database may be what failed.
    """
    request = context.get("request")
    user = vars(request).get("_cached_user") if request else None
    if user is None or not is_administrator(user):
        return ""
    return reverse("error_kind", args=[error_code()])
