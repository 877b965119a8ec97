"""Entries about plans by a process of version 1.1.0 after the tables were upgraded.

Until it is restarted, it knows plans by the label ``importing``. The migration has renamed their
content types, so it makes them again when it notes something in the journal.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from members.models import AuditEntry

FORMER_LABEL = "importing"


def adopt_former_entries() -> None:
    """Move the entries of all plans in journal and log to this app.

    The former content types stay: a process that still runs may hold their keys.
    """
    for model in apps.get_app_config("reorganisation").get_models():
        former = ContentType.objects.filter(
            app_label=FORMER_LABEL, model=model._meta.model_name
        ).first()
        if former:
            present = ContentType.objects.get_for_model(model)
            for entries in (AuditEntry.objects, ModelLogEntry.objects):
                entries.filter(content_type=former).update(content_type=present)
