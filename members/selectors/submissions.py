"""Queries for submissions that wait for approval, and for those that wait too long."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision, Task, TaskState, WorkflowMixin, WorkflowState

from members.models import AgencyApprovalTask, list_object_ids
from members.working_days import shift_working_days
from sites.permissions.ownership import list_agency_pages

# Working days after which a waiting submission is listed for the ICT department.
OVERDUE_WORKING_DAYS = 2


def list_pending_submissions(agencies: Iterable[int] | None = None) -> QuerySet[TaskState]:
    """Return the submissions of pages that wait for approval, oldest first.

    ``agencies``: primary keys of the owners; None for all agencies.
    """
    states = list_submissions_at(AgencyApprovalTask)
    if agencies is not None:
        pages = list_object_ids(list_agency_pages(agencies))
        states = states.filter(workflow_state__object_id__in=pages)
    return states


def list_submissions_at(kind: type[Task]) -> QuerySet[TaskState]:
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


def get_submitted_page(task_state: TaskState) -> Page:
    """Return the submitted page; its ``draft_title`` is that of the latest revision."""
    return task_state.workflow_state.content_object


def find_pending_task_state(obj: WorkflowMixin) -> TaskState | None:
    """Return the step at which ``obj`` waits for a decision, None if it does not wait."""
    waiting = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__in=obj.workflow_states.filter(status=WorkflowState.STATUS_IN_PROGRESS),
    )
    return waiting.select_related("workflow_state__requested_by").order_by("-pk").first()


def list_overdue_task_states(now: datetime | None = None) -> QuerySet[TaskState]:
    """Return page submissions that have waited too long, oldest first.

    Too long: ``OVERDUE_WORKING_DAYS`` working days or longer. ``now``: aware, default: the present.
    """
    return list_pending_submissions().filter(
        started_at__lte=shift_working_days(now or timezone.now(), -OVERDUE_WORKING_DAYS)
    )
