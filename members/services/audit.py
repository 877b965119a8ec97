"""Writing journal entries, at the time of the action.

Afterwards it could no longer be determined to which agency an object belonged at that time. See
docs/decisions/0030-the-journal-is-written-at-the-time.md.
"""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from content.text.folding import get_words_key
from members.models import AuditEntry
from members.services.field_changes import Change, take_changes
from sites.permissions.ownership import get_owner_ids


def create_audit_entries(
    action: str,
    *,
    agencies: Iterable[int] = (),
    person: User | None,
    target: Model | None,
    detail: str = "",
    changes: Sequence[Change] = (),
) -> None:
    """Create a journal entry for each agency, or one central entry if ``agencies`` is empty.

    ``action``: a key of ``members.admin.audit_log.LABELS``; ``agencies``: primary keys; ``person``:
    who acted, None if unknown; ``target``: the object acted on; ``detail``: a role or other value;
    ``changes``: what changed, with old and new value. Names of person and target are stored as they
    are now.
    """
    fields: dict[str, object] = {"detail": detail, "changes": [*map(list, changes)]}
    if target is not None:
        fields["title"] = _get_name(target)
        fields["object_id"] = str(target.pk)
        fields["content_type"] = ContentType.objects.get_for_model(target)
    made = _make(agencies, person, action=action, at=timezone.now(), **fields)
    AuditEntry.objects.bulk_create(made)


def record_log_entry(entry: PageLogEntry | ModelLogEntry) -> None:
    """Create the journal entries for a new log entry of Wagtail, one for each owner agency.

    Of a version of a page or bulletin the changes are worked out later, when the entry is chained
    (``members.services.audit_chain``): publishing shall not wait for it.
    """
    AuditEntry.objects.bulk_create(_make_of_log_entry(entry, get_owner_ids(entry)))


def record_log_entries(entries: Iterable[PageLogEntry], *, agencies: Collection[int]) -> None:
    """Create the journal entries for log entries of Wagtail that were written together.

    ``agencies``: primary keys of the owners of all that they are about; empty for a central entry.
    """
    AuditEntry.objects.bulk_create(
        made for entry in entries for made in _make_of_log_entry(entry, agencies)
    )


def _make_of_log_entry(
    entry: PageLogEntry | ModelLogEntry, agencies: Iterable[int]
) -> list[AuditEntry]:
    # By its key it comes from memory: many pages are written at once.
    content_type = ContentType.objects.get_for_id(entry.content_type_id)
    return _make(
        agencies,
        entry.user,
        action=entry.action,
        at=entry.timestamp,
        content_type=content_type,
        object_id=str(entry.object_id),
        title=entry.label,
        revision_id=entry.revision_id,
        changes=[*map(list, take_changes(content_type.model_class(), entry.object_id))],
    )


def get_search_key(entry: AuditEntry) -> str:
    """Return the key by which the journal is searched: names, title, and old and new values."""
    values = [text for change in entry.changes for text in change]
    return get_words_key([entry.title, entry.person_name, entry.detail, *values])


def _make(agencies: Iterable[int], person: User | None, **fields: object) -> list[AuditEntry]:
    """Return an unsaved entry for each agency, or a central one if there is none."""
    name = _get_name(person) if person else ""
    owners: list[int | None] = [*sorted(agencies)]
    entries = [
        AuditEntry(agency_id=agency, person=person, person_name=name, **fields)
        for agency in owners or [None]
    ]
    for entry in entries:
        entry.search_key = get_search_key(entry)
    return entries


def _get_name(thing: Model) -> str:
    return str(get_user_display_name(thing)) if isinstance(thing, User) else str(thing)
