"""The Wagtail workflow of bulletins, created and repaired after migrate."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import WorkflowContentType

from bulletins.models import Bulletin, BulletinApprovalTask
from sites.approval.workflow import workflow_of

NAME = "Duyệt bản tin"


@transaction.atomic
def sync_workflow() -> None:
    """Create or repair the workflow of bulletins and assign it to the model; idempotent."""
    WorkflowContentType.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(Bulletin),
        defaults={"workflow": workflow_of(BulletinApprovalTask, NAME)},
    )
