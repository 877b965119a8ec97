"""The one step of an approval: what all kinds share, and that of pages."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Task, TaskState, WorkflowState

from accounts.models import User
from sites.approval.keys import as_object_ids
from sites.approval.rules import has_approver, locked_while_waiting, may_approve
from sites.isolation.access import is_administrator, moderated_by
from sites.page_owners import pages_of


class ChangeRequestForm(TaskStateCommentForm):
    """Nobody is sent back to work without being told why."""

    comment = forms.CharField(
        label=_("What should be changed?"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )


class ApprovalTask(Task):
    """A step that approves and publishes, or sends back; who may is for each kind to say.

    Wagtail's own task of this kind gives every member of its groups every object in it, and the
    views that act on a task take an object and a task from the address without comparing them;
    so whoever acts is asked about the object that the task is really about.
    """

    class Meta:
        abstract = True

    def may_decide(self, user: User, obj: Any) -> bool:
        """Whether ``user`` may approve ``obj``, or send it back."""
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
        """Approve or send back. Raises PermissionDenied for whoever may not.

        Wagtail passes on what a browser sends along; nothing but the comment is taken.
        """
        if not self.may_decide(user, task_state.workflow_state.content_object):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, comment=comment)

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        return self.may_decide(user, obj)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return not self.may_decide(user, obj)

    def user_can_lock(self, obj: Any, user: User) -> bool:
        return self.may_decide(user, obj)

    def user_can_unlock(self, obj: Any, user: User) -> bool:
        return self.may_decide(user, obj)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        if not self.may_decide(user, obj):
            return []
        # Wagtail appends "and publish" to the name of approving.
        return [("approve", _("Approve"), False), ("reject", _("Request changes"), True)]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ChangeRequestForm if action == "reject" else TaskStateCommentForm


class AgencyApprovalTask(ApprovalTask):
    """The moderators of the agency that owns a page approve it, and nobody else."""

    class Meta:
        verbose_name = _("approval by the unit")
        verbose_name_plural = _("approvals by the units")

    def may_decide(self, user: User, obj: Page) -> bool:
        return may_approve(user, obj)

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> Any:
        """Ask for approval. Raises PermissionDenied where nobody could give it."""
        page = workflow_state.content_object
        if not (isinstance(page, Page) and has_approver(page, lock=True)):
            raise PermissionDenied
        return super().start(workflow_state, user=user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return locked_while_waiting(user, obj)

    def get_task_states_user_can_moderate(
        self, user: User, **kwargs: object
    ) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if is_administrator(user):
            return waiting
        return waiting.filter(
            workflow_state__object_id__in=as_object_ids(pages_of(moderated_by(user)))
        )

    @classmethod
    def get_description(cls) -> str:
        return gettext("The moderators of the unit that owns the page approve it.")
