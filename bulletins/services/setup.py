"""Workflow, kinds of events and first templates of a new installation, after ``migrate``.

The workflow of bulletins is repaired too. What is made is read from the files in ``data``.
"""

import tomllib
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import WorkflowContentType

from bulletins.models import Bulletin, BulletinApprovalTask, BulletinTemplate, EventType
from members.services.approval import get_or_create_workflow

NAME = "Duyệt bản tin"

DATA = Path(__file__).resolve().parents[1] / "data"
TEMPLATES = DATA / "first_templates.toml"
EVENT_TYPES = DATA / "first_event_types.toml"
# Where the codes of the first kinds of events stand (OASIS Event Terms List 1.2).
CODE_LIST = "OET:v1.2"


@transaction.atomic
def sync_workflow() -> None:
    """Create or repair the workflow of bulletins and assign it to the model; idempotent."""
    WorkflowContentType.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(Bulletin),
        defaults={"workflow": get_or_create_workflow(BulletinApprovalTask, NAME)},
    )


def create_default_event_types() -> None:
    """Create the initial kinds of events if there is none at all; existing ones never change."""
    if EventType.objects.exists():
        return
    for texts in tomllib.loads(EVENT_TYPES.read_text(encoding="utf-8"))["event_type"]:
        event_type = EventType(**texts, code_list=CODE_LIST)
        event_type.full_clean()
        event_type.save()


def create_default_templates() -> None:
    """Create the initial templates if there is no template at all; existing ones never change.

    One whose kind of event has another name by now has none.
    """
    if BulletinTemplate.objects.exists():
        return
    for texts in tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["template"]:
        event_type = EventType.objects.filter(name_vi=texts.pop("event_type", "")).first()
        template = BulletinTemplate(**texts, event_type=event_type)
        template.full_clean()
        template.save()
