"""Workflow tasks for approvals: the abstract base, and the task for pages; the author's note.

Wagtail's workflow models store primary keys as text in ``object_id``; ``list_object_ids`` converts
them.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Task, TaskState, WorkflowState

from accounts.models import User
from accounts.permissions import is_administrator
from content.fields import BoundedTextField
from members.approval_rules import (
    can_approve,
    has_approver,
    is_locked_while_pending,
    list_approvers,
)
from sites.permissions.ownership import get_moderated_agency_ids, list_agency_pages


def list_object_ids(pages: QuerySet[Page]) -> QuerySet:
    """Return the primary keys of ``pages`` as text, for ``object_id__in`` of a workflow state."""
    return pages.annotate(object_id=Cast("pk", CharField())).values("object_id")


# Names of people in one sentence; more are counted.
MAX_NAMES = 5
MAX_NOTE_LENGTH = 1000


class SubmissionNote(models.Model):
    """What the author told those who decide, when sending something for approval."""

    task_state = models.OneToOneField(TaskState, models.CASCADE, related_name="submission_note")
    text = BoundedTextField(pgettext_lazy("approval", "note"), max_length=MAX_NOTE_LENGTH)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note of an author")
        verbose_name_plural = _("notes of authors")

    def __str__(self) -> str:
        return self.text


class SubmissionLock(WorkflowLock):
    """The lock of what waits for approval; it says since when, and who reads it."""

    def get_message(self, user: User) -> str:
        """Return who sent it and when, and who decides, as sentences for ``user``."""
        task_state = self.object.current_workflow_task_state
        author = task_state.workflow_state.requested_by
        when = date_format(timezone.localtime(task_state.started_at), "DATETIME_FORMAT")
        sent = (
            gettext("Sent for approval by %(person)s, %(time)s.")
            % {"person": get_user_display_name(author), "time": when}
            if author
            else gettext("Sent for approval, %(time)s.") % {"time": when}
        )
        if not self.for_user(user):
            return sent
        people = describe_people(self.task.list_deciders(self.object))
        readers = gettext("It is read by: %(people)s.") % {"people": people}
        until = (
            gettext("Nothing can be changed until then, unless you take it back.")
            if task_state.workflow_state.user_can_cancel(user)
            else gettext("Nothing can be changed until then.")
        )
        return f"{sent} {readers} {until}"


def describe_people(people: Iterable[User]) -> str:
    """Return the names of ``people``, at most ``MAX_NAMES`` of them; “–” for nobody."""
    names = sorted(get_user_display_name(person) for person in people)
    shown = ", ".join(names[:MAX_NAMES])
    if len(names) > MAX_NAMES:
        return gettext("%(names)s and %(number)s more") % {
            "names": shown,
            "number": len(names) - MAX_NAMES,
        }
    return shown or "–"


class ApprovalTask(Task):
    """A workflow task that approves an object, or requests changes; ``can_decide`` says who may.

    Wagtail's own task of this kind lets every member of its groups decide about every object, and
    Wagtail's views take an object and a task from the URL without comparing them. Therefore
    ``on_action`` checks the permission on the object that the task state belongs to.

    It offers no actions to Wagtail's views: what is sent is decided on the screen that shows it
    with what has changed (``members.admin.review``), and nowhere else.
    """

    lock_class = SubmissionLock

    class Meta:
        abstract = True

    def can_decide(self, user: User, obj: Any) -> bool:
        """Return whether ``user`` may approve ``obj`` or request changes; subclasses define it."""
        raise NotImplementedError

    def list_deciders(self, obj: Any) -> Iterable[User]:
        """Return the people who are asked to decide about ``obj``; subclasses define it."""
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
        return []


class AgencyApprovalTask(ApprovalTask):
    """A task in which the moderators of the agency that owns a page approve it.

    ICT administrators may decide too; see ``members.approval_rules.can_approve``.
    """

    class Meta:
        verbose_name = _("approval by the unit")
        verbose_name_plural = _("approvals by the units")

    def can_decide(self, user: User, obj: Page) -> bool:
        return can_approve(user, obj)

    def list_deciders(self, obj: Page) -> list[User]:
        return list_approvers(obj)

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
