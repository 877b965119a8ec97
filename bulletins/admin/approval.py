"""Approval of bulletins in the admin: submit button, change requests, and the decision."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.utils import get_latest_str
from wagtail.snippets.action_menu import (
    ActionMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
)

from bulletins.models import Bulletin
from bulletins.roles import can_publish
from members.admin.action_menu import NamelessMixin, show_change_request
from members.admin.approval import DecisionForm, DecisionView


class SubmitMenuItem(NamelessMixin, SubmitForModerationMenuItem):
    """Submit button whose label does not name the workflow."""


def customize_action_menu(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Leave a single submit button: restarting a workflow is the same as submitting again.

    Registered for the hook ``construct_snippet_action_menu``; other snippets are left unchanged.
    """
    if not issubclass(context["model"], Bulletin):
        return
    items[:] = [
        SubmitMenuItem(item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in items
        if not isinstance(item, RestartWorkflowMenuItem)
    ]


def show_change_request_of_bulletin(request: HttpRequest, instance: object) -> None:
    """Show above the form of a bulletin what a publisher asked the author to change."""
    if isinstance(instance, Bulletin):
        show_change_request(request, instance)


class BulletinReviewView(DecisionView):
    """Decision of a publisher about a submitted bulletin.

    A bulletin that may not be published (``Bulletin.check_publishable``) cannot be approved; the
    form then shows why.
    """

    def get_object(self) -> Bulletin:
        return get_object_or_404(Bulletin, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return get_latest_str(self.object)

    def is_shown(self) -> bool:
        """Return whether the user may publish bulletins; otherwise the view answers 404."""
        return can_publish(self.request.user)

    def get_urls(self) -> dict[str, str]:
        """Return the URLs of the preview and of the comparison with the live version."""
        name, pk = Bulletin.snippet_viewset.get_url_name, self.object.pk
        return {
            "preview_url": reverse(name("workflow_preview"), args=[pk, self.task_state.task_id]),
            "changes_url": reverse(name("revisions_compare"), args=[pk, "live", "latest"]),
        }

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        if form.cleaned_data["decision"] == "approve":
            try:
                self.object.get_latest_revision_as_object().check_publishable()
            except ValidationError as error:
                form.add_error(None, error.messages)
                return self.form_invalid(form)
        return super().form_valid(form)
