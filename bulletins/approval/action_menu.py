"""Submit buttons and change requests in the form of a bulletin."""

from typing import Any

from django.http import HttpRequest
from wagtail.snippets.action_menu import (
    ActionMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
)

from bulletins.models import Bulletin
from sites.approval.action_menu import NamelessMixin, show_change_request


class SubmitItem(NamelessMixin, SubmitForModerationMenuItem):
    """Submit button whose label does not name the workflow."""


def tidy(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave a single submit button: restarting a workflow is the same as submitting again.

    Registered for the hook ``construct_snippet_action_menu``; other snippets are left unchanged.
    """
    if not issubclass(context["model"], Bulletin):
        return
    items[:] = [
        SubmitItem(item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in items
        if not isinstance(item, RestartWorkflowMenuItem)
    ]


def show_change_request_of_bulletin(request: HttpRequest, instance: object) -> None:
    """Show above the form of a bulletin what a publisher asked the author to change."""
    if isinstance(instance, Bulletin):
        show_change_request(request, instance)
