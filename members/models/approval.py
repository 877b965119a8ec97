"""Workflow tasks for approvals: the abstract base, and the task for pages.

Wagtail's workflow models store primary keys as text in ``object_id``; ``list_object_ids`` converts
them.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Task, TaskState, WorkflowState

from accounts.models import User
from accounts.permissions import is_administrator
from members.approval_rules import can_approve, has_approver, is_locked_while_pending
from sites.permissions.ownership import get_moderated_agency_ids, list_agency_pages


def list_object_ids(pages: QuerySet[Page]) -> QuerySet:
    """Return the primary keys of ``pages`` as text, for ``object_id__in`` of a workflow state."""
    return pages.annotate(object_id=Cast("pk", CharField())).values("object_id")


class ChangeRequestForm(TaskStateCommentForm):
    """A form to request changes, in which the comment is required."""

    comment = forms.CharField(
        label=_("What should be changed?"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )


class ApprovalTask(Task):
    """A workflow task that approves an object, or requests changes; ``can_decide`` says who may.

    Wagtail's own task of this kind lets every member of its groups decide about every object, and
    Wagtail's views take an object and a task from the URL without comparing them. Therefore
    ``on_action`` checks the permission on the object that the task state belongs to.
    """

    class Meta:
        abstract = True

    def can_decide(self, user: User, obj: Any) -> bool:
        """Return whether ``user`` may approve ``obj`` or request changes; subclasses define it."""
        raise NotImplementedError

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: User,
        action_name: str,
        /,
        *,
        comment: str = "",
        **kwargs: object,
    ) -> None:
        """Approve or request changes. Raise PermissionDenied if ``user`` may not decide.

        Wagtail passes on further data from the browser; only the comment is used.
        """
        if not self.can_decide(user, task_state.workflow_state.content_object):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, comment=comment)

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        return self.can_decide(user, obj)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return not self.can_decide(user, obj)

    def user_can_lock(self, obj: Any, user: User) -> bool:
        return self.can_decide(user, obj)

    def user_can_unlock(self, obj: Any, user: User) -> bool:
        return self.can_decide(user, obj)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        if not self.can_decide(user, obj):
            return []
        # Wagtail appends "and Publish" to the label if approving publishes.
        return [("approve", _("Approve"), False), ("reject", _("Request changes"), True)]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ChangeRequestForm if action == "reject" else TaskStateCommentForm


class AgencyApprovalTask(ApprovalTask):
    """A task in which the moderators of the agency that owns a page approve it.

    ICT administrators may decide too; see ``members.approval_rules.can_approve``.
    """

    class Meta:
        verbose_name = _("approval by the unit")
        verbose_name_plural = _("approvals by the units")

    def can_decide(self, user: User, obj: Page) -> bool:
        return can_approve(user, obj)

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> Any:
        """Start the task. Raise PermissionDenied if nobody could approve the page."""
        page = workflow_state.content_object
        if not (isinstance(page, Page) and has_approver(page, lock=True)):
            raise PermissionDenied
        return super().start(workflow_state, user=user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return is_locked_while_pending(user, obj)

    def get_task_states_user_can_moderate(
        self, user: User, **kwargs: object
    ) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if is_administrator(user):
            return waiting
        return waiting.filter(
            workflow_state__object_id__in=list_object_ids(
                list_agency_pages(get_moderated_agency_ids(user))
            )
        )

    @classmethod
    def get_description(cls) -> str:
        return gettext("The moderators of the unit that owns the page approve it.")
