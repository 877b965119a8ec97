"""Changes of stored versions by an administrator's act."""

from typing import Any

from django.db import models, transaction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision, TaskState, WorkflowState

from content.models import Act
from content.versions.decisions import is_decided, record_decision
from content.versions.fixed import is_fixed, list_referring_fields, lock_row

# These keys record an act of the past.
OF_HISTORY = frozenset(("content.Decision.version", "wagtail_localize.TranslationLog.revision"))


@transaction.atomic
def amend_version(version: Revision, changes: dict[str, Any]) -> Revision:
    """Return a version with the content of ``version`` and ``changes`` to it.

    For an administrator's act that changes texts of other people. A fixed version gets a successor
    by the same author, and all present keys move to it. The function changes any other version
    itself. It returns a version of the past unchanged. The successor of a decided version is
    decided. ``changes``: values by the names of fields.
    """
    lock_row(version.content_object)
    version.refresh_from_db()
    content = version.content | changes
    if content == version.content:
        return version
    if not is_fixed(version):
        version.content = content
        version.save(update_fields=["content"])
        return version
    present = [_list_present(field, version) for field in list_referring_fields()]
    if not (version.approved_go_live_at or any(rows.exists() for rows in present)):
        return version
    amended = make_successor(version, changes)
    Revision.objects.filter(pk=version.pk).update(approved_go_live_at=None)
    for field, rows in zip(list_referring_fields(), present, strict=True):
        rows.update(**{field.name: amended})
    return amended


def make_successor(version: Revision, changes: dict[str, Any]) -> Revision:
    """Return a new version by the same author, with ``changes``; decided if ``version`` is."""
    successor = Revision.objects.create(
        content_type_id=version.content_type_id,
        base_content_type_id=version.base_content_type_id,
        object_id=version.object_id,
        # Under the two-person rule the author of the words still must not approve them.
        user_id=version.user_id,
        content=version.content | changes,
        object_str=version.object_str,
        # The latest version is the last one by its time, and a draft stays the latest.
        created_at=version.created_at,
        approved_go_live_at=version.approved_go_live_at,
    )
    if is_decided(version):
        record_decision(successor, Act.AMEND, person=get_active_log_context().user)
    return successor


def _list_present(field: models.ForeignKey, version: Revision) -> models.QuerySet[Any]:
    """Return the rows with a present key to a version."""
    rows: models.QuerySet[Any] = field.model._base_manager.filter(**{field.name: version})
    if field.model is TaskState:
        return rows.filter(workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
    return rows.none() if str(field) in OF_HISTORY else rows
