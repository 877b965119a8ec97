"""What a new installation gets after ``migrate``: the workflow and the first templates.

The workflow of bulletins is repaired too. The templates are read from ``first_templates.toml``.
"""

import tomllib
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import WorkflowContentType

from bulletins.models import Bulletin, BulletinApprovalTask, BulletinTemplate
from members.services.approval import get_or_create_workflow

NAME = "Duyệt bản tin"

TEMPLATES = Path(__file__).resolve().parents[1] / "data" / "first_templates.toml"


@transaction.atomic
def sync_workflow() -> None:
    """Create or repair the workflow of bulletins and assign it to the model; idempotent."""
    WorkflowContentType.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(Bulletin),
        defaults={"workflow": get_or_create_workflow(BulletinApprovalTask, NAME)},
    )


def create_default_templates() -> None:
    """Create the initial templates if there is no template at all; existing ones never change."""
    if BulletinTemplate.objects.exists():
        return
    for texts in tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["template"]:
        template = BulletinTemplate(**texts)
        template.full_clean()
        template.save()
