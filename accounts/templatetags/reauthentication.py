"""Template tag for the page on which a user gives a recent proof of identity."""

from django import template
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.template import Context
from django.utils.functional import Promise

from accounts.middleware import find_action_label

register = template.Library()


@register.simple_tag(takes_context=True)
def action_to_confirm(context: Context) -> str | Promise:
    """Return the label of the action that waits for the proof, "" if it is not known.

    The action is found by the path in the ``next`` parameter of the request.
    """
    request = context["request"]
    sent = request.POST if request.method == "POST" else request.GET
    return find_action_label(sent.get(REDIRECT_FIELD_NAME, ""))
