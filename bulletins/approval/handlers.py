"""Connections of the approval of bulletins: e-mails, dashboard and workflow."""

from wagtail.models import WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from bulletins.approval import needs
from bulletins.approval.mail import about_bulletins
from bulletins.approval.workflow import sync_workflow
from sites.dashboard import register_needs
from sites.migrated import after_migrating


def connect() -> None:
    """Connect the signal receivers and sources; called once, when the app is ready."""
    register_needs(needs.to_approve)
    register_needs(needs.to_change)
    after_migrating("bulletins.BulletinApprovalTask", sync_workflow)
    task_submitted.connect(about_bulletins.ask)
    workflow_approved.connect(about_bulletins.approved, sender=WorkflowState)
    workflow_rejected.connect(about_bulletins.rejected, sender=WorkflowState)
