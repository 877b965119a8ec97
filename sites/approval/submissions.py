"""Submissions that wait for approval, and returning those that nobody can approve any more."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from sites.approval.keys import as_object_ids
from sites.approval.rules import may_approve
from sites.isolation.access import moderators_of
from sites.models import Agency, AgencyApprovalTask
from sites.page_owners import pages_of
from sites.permissions import sync_permissions


def waiting(agencies: Iterable[int] | None = None) -> QuerySet[TaskState]:
    """Return the submissions of pages that wait for approval, oldest first.

    ``agencies``: primary keys of the owners; None for all agencies.
    """
    states = waiting_at(AgencyApprovalTask)
    if agencies is not None:
        pages = as_object_ids(pages_of(agencies))
        states = states.filter(workflow_state__object_id__in=pages)
    return states


def waiting_at(kind: type[Task]) -> QuerySet[TaskState]:
    """Return the submissions that wait at a task of type ``kind``, oldest first.

    Workflow, author, object and latest revision (without its content) are prefetched.
    """
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        task__in=kind.objects.values("pk"),
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return (
        states.select_related("task", "workflow_state__requested_by")
        .prefetch_related(
            "workflow_state__content_object",
            Prefetch(
                "workflow_state__content_object__latest_revision", Revision.objects.defer("content")
            ),
        )
        .order_by("started_at", "pk")
    )


def page_of(task_state: TaskState) -> Page:
    """Return the submitted page; its ``draft_title`` is that of the latest revision."""
    return task_state.workflow_state.content_object


def approvers(agency: Agency, page: Page) -> list[int]:
    """Return the primary keys of the moderators of ``agency`` who may approve ``page`` now."""
    return [user.pk for user in moderators_of(agency.pk) if may_approve(user, page)]


@transaction.atomic
def settle(*, agency: Agency) -> None:
    """Update permissions and submissions after the members of ``agency`` have changed.

    If no active moderator is left, editors may publish directly, and waiting submissions are
    returned to their authors.
    """
    # Locks out new submissions until the commit; see ``has_approver``.
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    sync_permissions(agency)
    hand_back(agency=agency)


@transaction.atomic
def hand_back(*, agency: Agency) -> None:
    """Return to their authors the submissions in ``agency`` that nobody there may approve.

    Each is rejected with a comment in the default language.
    """
    for task_state in waiting([agency.pk]):
        if not approvers(agency, page_of(task_state)):
            _hand_back(task_state)


def _hand_back(task_state: TaskState) -> None:
    with override(settings.LANGUAGE_CODE):
        note = _("Nobody in your unit can approve this any more. Please look at it once more.")
    task_state.specific.reject(comment=note)
