"""The workflow of pages, created and repaired after ``migrate``.

One workflow is assigned to the root of the page tree, so it applies to all websites, including
those created later. See docs/decisions/0024-one-workflow-for-all-units.md.
"""

from django.db import transaction
from wagtail.models import Page, Task, Workflow, WorkflowPage, WorkflowTask

from sites.models import AgencyApprovalTask

NAME = "Duyệt bài của đơn vị"


def sync_workflow_of_all() -> None:
    """Create or repair the workflow of all pages; do nothing if there is no root page yet."""
    root = Page.objects.filter(depth=1).first()
    if root:
        sync_workflow(root)


@transaction.atomic
def sync_workflow(root: Page) -> Workflow:
    """Create or repair the workflow of all pages below ``root``, and return it. Idempotent.

    Assignments of workflows to other pages are deleted.
    """
    workflow = workflow_of(AgencyApprovalTask, NAME)
    # Another workflow on a page below would replace approval by the agency.
    WorkflowPage.objects.exclude(page=root).delete()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return workflow


def workflow_of(kind: type[Task], name: str) -> Workflow:
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
