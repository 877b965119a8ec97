"""The page editor's buttons about approval, in the words of the people who use them."""

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

from sites.approval.rules import may_approve


class NamelessMixin:
    """For buttons that submit: without the name of a workflow, as there is one."""

    label: str

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)  # type: ignore[misc]
        return context | {"label": self.label}


class SubmitItem(NamelessMixin, SubmitForModerationMenuItem):
    pass


class ReviewItem(ActionMenuItem):
    """The way to the decision, where who decides cannot write; see sites.approval.rules."""

    name = "action-review"
    label = gettext_lazy("Approve or request changes")
    icon_name = "check"
    order = -1

    def is_shown(self, context: dict[str, Any]) -> bool:
        return (
            context["view"] == "edit"
            and context["locked_for_user"]
            and context["page"].workflow_in_progress
            and may_approve(context["request"].user, context["page"])
        )

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("approval:review", args=[context["page"].pk])


def tidy(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave one way to submit; restarting is the same as submitting again."""
    items[:] = [
        SubmitItem(item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in items
        if not isinstance(item, RestartWorkflowMenuItem)
    ]
    review = ReviewItem()
    if review.is_shown(context):
        items.insert(0, review)


def show_change_request(request: HttpRequest, submitted: WorkflowMixin) -> None:
    """Show the author what should be changed, above the form."""
    state = submitted.current_workflow_state
    if request.method == "GET" and state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        comment = state.current_task_state.comment
        messages.warning(request, _("To be changed: %(comment)s") % {"comment": comment})
