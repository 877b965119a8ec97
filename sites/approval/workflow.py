"""The one workflow of pages, made and repaired after migrating.

It hangs on the root of the page tree: one row for all websites, those to come included.
"""

from django.db import transaction
from wagtail.models import Page, Task, Workflow, WorkflowPage, WorkflowTask

from sites.models import AgencyApprovalTask

NAME = "Duyệt bài của đơn vị"


def sync_workflow_of_all() -> None:
    """Make the workflow once there is a tree to hang it on."""
    root = Page.objects.filter(depth=1).first()
    if root:
        sync_workflow(root)


@transaction.atomic
def sync_workflow(root: Page) -> Workflow:
    """Make the workflow of all pages below ``root``, or bring it in line; safe to run again."""
    workflow = workflow_of(AgencyApprovalTask, NAME)
    # Another workflow further down would be somebody else's approval.
    WorkflowPage.objects.exclude(page=root).delete()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return workflow


def workflow_of(kind: type[Task], name: str) -> Workflow:
    """Return the workflow whose one step is the one task of a kind, made or brought in line.

    ``name`` is given to both where they are made.
    """
    task = kind.objects.order_by("pk").first() or kind.objects.create(name=name)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
        WorkflowTask.objects.create(workflow=workflow, task=task)
    kind.objects.filter(pk=task.pk).update(active=True)
    Workflow.objects.filter(pk=workflow.pk).update(active=True)
    # Another task in it would be somebody else's approval.
    WorkflowTask.objects.filter(workflow=workflow).exclude(task=task).delete()
    return workflow
