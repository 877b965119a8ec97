"""Queries for submissions that wait for approval, and for those that wait too long."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from members.approval_rules import may_approve
from members.models import AgencyApprovalTask, as_object_ids
from members.working_days import shift_working_days
from sites.models import Agency
from sites.permissions.ownership import moderators_of, pages_of

# Working days after which a waiting submission is listed for the ICT department.
DAYS = 2


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


def overdue(now: datetime | None = None) -> QuerySet[TaskState]:
    """Return page submissions that have waited ``DAYS`` working days or longer, oldest first.

    ``now``: aware datetime, by default the present.
    """
    return waiting().filter(started_at__lte=shift_working_days(now or timezone.now(), -DAYS))
