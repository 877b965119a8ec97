"""Services of page approval: sending, submissions after a change of members, the workflow.

One workflow is assigned to the root of the page tree, so it applies to all websites, including
those created later. It is created and repaired after ``migrate``. See
docs/decisions/0024-one-workflow-for-all-units.md.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Page,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from accounts.models import User
from members.approval_rules import list_approvers
from members.models import AgencyApprovalTask, SubmissionNote
from members.selectors.submissions import get_submitted_page, list_pending_submissions
from members.services.waiting_words import return_undecidable_words
from sites.localization.validation import PublicationRefusedError, list_publication_errors
from sites.models import Agency
from sites.permissions.group_permissions import sync_permissions

# Name of the workflow of pages.
NAME = "Duyệt bài của đơn vị"


@transaction.atomic
def submit_page(*, page: Page, user: User) -> None:
    """Send the latest version of ``page`` for approval, as its form does.

    ``page``: the specific object as stored. Raises PublicationRefusedError if its form would
    refuse the version, and PermissionDenied if nobody could approve it. Whether ``user`` may send
    it is not checked.
    """
    version = page.get_latest_revision_as_object()
    if errors := list_publication_errors(version):
        raise PublicationRefusedError(version, errors)
    if page.latest_revision is None:
        page.save_revision(user=user, log_action=True)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        return
    workflow = page.get_workflow()
    if workflow is None:
        raise PermissionDenied
    workflow.start(page, user)


def add_note(*, task_state: TaskState, text: str) -> SubmissionNote:
    """Store what the author tells those who decide; a note that is there is replaced.

    Raises ValidationError for a text that is empty or too long.
    """
    SubmissionNote(task_state=task_state, text=text).clean_fields()
    note, _created = SubmissionNote.objects.update_or_create(
        task_state=task_state, defaults={"text": text}
    )
    return note


@transaction.atomic
def resolve_submissions(*, agency: Agency) -> None:
    """Update permissions and submissions after the members of ``agency`` have changed.

    If no active moderator is left, editors may publish directly, and waiting submissions are
    returned to their authors.
    """
    # Locks out new submissions until the commit; see ``has_approver``.
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    sync_permissions(agency)
    return_submissions(agency=agency)


@transaction.atomic
def return_submissions(*, agency: Agency) -> None:
    """Return to their authors the submissions in ``agency`` that nobody there may approve.

    Each is rejected with a comment in the default language. So are words of its records.
    """
    return_undecidable_words(agency)
    for task_state in list_pending_submissions([agency.pk]):
        if not list_approvers(get_submitted_page(task_state)):
            _return_to_author(task_state)


def _return_to_author(task_state: TaskState) -> None:
    with override(settings.LANGUAGE_CODE):
        note = _("Nobody in your unit can approve this any more. Please look at it once more.")
    task_state.specific.reject(comment=note)


def sync_page_workflow() -> None:
    """Create or repair the workflow of all pages; do nothing if there is no root page yet."""
    root = Page.objects.filter(depth=1).first()
    if root:
        sync_workflow(root)


@transaction.atomic
def sync_workflow(root: Page) -> Workflow:
    """Create or repair the workflow of all pages below ``root``, and return it. Idempotent.

    Assignments of workflows to other pages are deleted.
    """
    workflow = get_or_create_workflow(AgencyApprovalTask, NAME)
    # Another workflow on a page below would replace approval by the agency.
    WorkflowPage.objects.exclude(page=root).delete()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return workflow


def get_or_create_workflow(kind: type[Task], name: str) -> Workflow:
    """Return the workflow whose only step is the task of type ``kind``; create or repair it.

    ``name``: of workflow and task if they are created. Both are made active, and other tasks are
    removed from the workflow.
    """
    task = kind.objects.order_by("pk").first() or kind.objects.create(name=name)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
        WorkflowTask.objects.create(workflow=workflow, task=task)
    kind.objects.filter(pk=task.pk).update(active=True)
    Workflow.objects.filter(pk=workflow.pk).update(active=True)
    # Another task in it would let other users approve.
    WorkflowTask.objects.filter(workflow=workflow).exclude(task=task).delete()
    return workflow
