"""The Wagtail workflow task by which bulletins are approved."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from accounts.models import User
from bulletins.models.bulletin import Bulletin
from bulletins.roles import can_publish, list_publishers
from members.models import ApprovalTask


class BulletinApprovalTask(ApprovalTask):
    """Approval of a bulletin by a user who may publish bulletins.

    What all websites show is checked by a second user.
    """

    class Meta:
        verbose_name = _("approval of a bulletin")
        verbose_name_plural = _("approvals of bulletins")

    def can_decide(self, user: User, obj: Bulletin) -> bool:
        """Return whether ``user`` may approve or send back bulletins."""
        return can_publish(user)

    def list_deciders(self, obj: Bulletin) -> QuerySet[User]:
        """Return all who may publish bulletins."""
        return list_publishers()

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: User, action_name: str, /, **kwargs: Any
    ) -> None:
        """Approve the bulletin or send it back.

        Raises PermissionDenied if the user may not decide, or the latest version may not be
        published (``Bulletin.check_publishable``). The forms check the latter before and show
        what is missing.
        """
        if action_name == "approve":
            try:
                get_latest_version(task_state.workflow_state.content_object).check_publishable()
            except ValidationError as error:
                raise PermissionDenied(" ".join(error.messages)) from error
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(
        self, user: User, **kwargs: object
    ) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting if can_publish(user) else waiting.none()

    @classmethod
    def get_description(cls) -> str:
        return gettext("Those who publish bulletins approve it.")


def get_latest_version(bulletin: Bulletin) -> Bulletin:
    """Return the latest version of a bulletin, published or not."""
    return bulletin.get_latest_revision_as_object()
