"""Approval entries of the page editor's action menu, and the message with requested changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import (
    ActionMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
)
from wagtail.models import WorkflowMixin, WorkflowState

from members.approval_rules import can_approve


class NamelessMixin:
    """Mixin for menu items that submit: their plain label instead of Wagtail's.

    Wagtail's label names the workflow; here there is only one.
    """

    label: str

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)  # type: ignore[misc]
        return context | {"label": self.label}


class SubmitMenuItem(NamelessMixin, SubmitForModerationMenuItem):
    """Menu item "Submit" of pages."""


class ReviewMenuItem(ActionMenuItem):
    """Link to the review page, for approvers to whom the page editor is locked.

    It is locked to them under the two-person rule; see ``is_locked_while_pending``.
    """

    name = "action-review"
    label = gettext_lazy("Approve or request changes")
    icon_name = "check"
    order = -1

    def is_shown(self, context: dict[str, Any]) -> bool:
        return (
            context["view"] == "edit"
            and context["locked_for_user"]
            and context["page"].workflow_in_progress
            and can_approve(context["request"].user, context["page"])
        )

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("approval:review", args=[context["page"].pk])


def customize_action_menu(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Change the action menu in place: one item to submit, and for approvers the review link.

    Wagtail's "Restart workflow" is removed, as it does the same as submitting again. Used as hook
    ``construct_page_action_menu``.
    """
    items[:] = [
        SubmitMenuItem(item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in items
        if not isinstance(item, RestartWorkflowMenuItem)
    ]
    review = ReviewMenuItem()
    if review.is_shown(context):
        items.insert(0, review)


def show_change_request(request: HttpRequest, submitted: WorkflowMixin) -> None:
    """Add the approver's comment as a message above the edit form of a rejected submission.

    Does nothing on POST, or if the last submission was not sent back. Used as hook
    ``before_edit_page``.
    """
    state = submitted.current_workflow_state
    if request.method == "GET" and state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        comment = state.current_task_state.comment
        messages.warning(request, _("To be changed: %(comment)s") % {"comment": comment})
