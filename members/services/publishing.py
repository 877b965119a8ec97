"""Publishing after approval; the function is named in ``WAGTAIL_FINISH_WORKFLOW_ACTION``.

Wagtail imports this module while it loads its models, so it cannot import other modules of the
project.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import WorkflowState


def publish_approved(
    workflow_state: "WorkflowState", user: "AbstractBaseUser | None" = None
) -> None:
    """Publish the latest revision of the approved object.

    The approver's own permission to publish is not checked, since the two-person rule takes it
    away: the approval task has decided already.
    """
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
