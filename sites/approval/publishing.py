"""What follows approval. Named in WAGTAIL_FINISH_WORKFLOW_ACTION.

Wagtail imports this while it loads its models, so nothing of ours can be imported here.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import WorkflowState


def publish_approved(
    workflow_state: "WorkflowState", user: "AbstractBaseUser | None" = None
) -> None:
    """Publish what has been approved.

    The task has decided; the approver's own right to publish, which the two-person rule takes
    away, is not asked for again.
    """
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
