"""Writing journal entries, at the time of the action.

Afterwards it could no longer be determined to which agency an object belonged at that time. See
docs/decisions/0030-the-journal-is-written-at-the-time.md.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from members.models import AuditEntry
from sites.permissions.ownership import get_owner_ids


def create_audit_entries(
    action: str,
    *,
    agencies: Iterable[int] = (),
    person: User | None,
    target: Model | None,
    detail: str = "",
) -> None:
    """Create a journal entry for each agency, or one central entry if ``agencies`` is empty.

    ``action``: a key of ``members.admin.audit_log.LABELS``; ``agencies``: primary keys; ``person``:
    who acted, None if unknown; ``target``: the object acted on; ``detail``: a role or other value.
    Names of person and target are stored as they are now.
    """
    fields: dict[str, object] = {"detail": detail}
    if target is not None:
        fields["title"] = _get_name(target)
        fields["object_id"] = str(target.pk)
        fields["content_type"] = ContentType.objects.get_for_model(target)
    _write(agencies, person, action=action, at=timezone.now(), **fields)


def record_log_entry(entry: PageLogEntry | ModelLogEntry) -> None:
    """Create the journal entries for a new log entry of Wagtail, one for each owner agency."""
    _write(
        get_owner_ids(entry),
        entry.user,
        action=entry.action,
        at=entry.timestamp,
        content_type=entry.content_type,
        object_id=str(entry.object_id),
        title=entry.label,
    )


def _write(agencies: Iterable[int], person: User | None, **fields: object) -> None:
    name = _get_name(person) if person else ""
    owners: list[int | None] = [*sorted(agencies)]
    AuditEntry.objects.bulk_create(
        AuditEntry(agency_id=agency, person=person, person_name=name, **fields)
        for agency in owners or [None]
    )


def _get_name(thing: Model) -> str:
    return str(get_user_display_name(thing)) if isinstance(thing, User) else str(thing)
