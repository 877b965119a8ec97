"""The bulletin editor's buttons about approval, in the words of the people who use them."""

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
    pass


def tidy(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave one way to submit; restarting is the same as submitting again."""
    if not issubclass(context["model"], Bulletin):
        return
    items[:] = [
        SubmitItem(item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in items
        if not isinstance(item, RestartWorkflowMenuItem)
    ]


def show_change_request_of_bulletin(request: HttpRequest, instance: object) -> None:
    """Show the author of a bulletin what should be changed, above the form."""
    if isinstance(instance, Bulletin):
        show_change_request(request, instance)
