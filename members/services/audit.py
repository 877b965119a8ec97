"""Writing journal entries, at the time of the action.

Afterwards it could no longer be determined to which agency an object belonged at that time. See
docs/decisions/0030-the-journal-is-written-at-the-time.md.
"""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from accounts.models import User
from content.models import PUBLISHING, Act, Decision
from content.text.folding import get_words_key
from members.models import PUBLICATIONS, AuditEntry
from members.selectors.audit_titles import PublicTitles
from members.services.field_changes import (
    Change,
    Signature,
    remember_signature,
    take_changes,
    take_signature,
)
from members.services.version_changes import compare_versions
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

    ``sign_entries`` completes those of a publication, ``members.services.audit_chain`` those of a
    draft.
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
    model = content_type.model_class()
    signature = take_signature(model, entry.object_id) or Signature(None, "", [])
    changes = [*signature.changes, *take_changes(model, entry.object_id)]
    return _make(
        agencies,
        entry.user,
        action=entry.action,
        at=entry.timestamp,
        content_type=content_type,
        object_id=str(entry.object_id),
        title=entry.label,
        revision_id=entry.revision_id,
        decision_id=signature.decision_id,
        decision_digest=signature.decision_digest,
        changes=[*map(list, changes)],
    )


def sign_entries(decision: Decision, version: Revision, before: Revision | None) -> None:
    """Have the journal name a decision, and what it changed in public, old and new.

    For the transaction of the decision. The entry of the publication names it, else the next entry
    about the object. ``before``: the version that was public before.
    """
    if decision.act not in (*PUBLISHING, Act.SCHEDULE):
        return
    model = version.content_type.model_class()
    if model is None:
        return
    is_public = before is not None and decision.act != Act.SCHEDULE
    changes = compare_versions(before, version) if before and is_public else []
    entries = AuditEntry.objects.filter(
        number=None,
        decision_id=None,
        revision_id=version.pk,
        action__in=(*PUBLICATIONS, "wagtail.publish.schedule"),
    )
    signature = Signature(decision.pk, decision.digest, changes)
    if not entries.update(**signature._asdict()):
        remember_signature(model, version.object_id, signature)


def separate_words(entry: AuditEntry, public: PublicTitles | None = None) -> None:
    """Set the keys by which readers of an entry, and its unit alone, search for it.

    ``public``: titles that are or were public; without them each title of a draft counts as
    unpublished.
    """
    values = [text for change in entry.readable_changes for text in change]
    texts = [entry.person_name, entry.detail, *values]
    is_known = public is not None and public.has(entry)
    is_public = is_known or not entry.title or not entry.may_be_unpublished
    entry.search_key = get_words_key([entry.title, *texts] if is_public else texts)
    entry.unpublished_key = "" if is_public else get_words_key([entry.title])
    entry.is_separated = True


def _make(agencies: Iterable[int], person: User | None, **fields: object) -> list[AuditEntry]:
    """Return an unsaved entry for each agency, or a central one if there is none."""
    name = _get_name(person) if person else ""
    owners: list[int | None] = [*sorted(agencies)]
    entries = [
        AuditEntry(agency_id=agency, person=person, person_name=name, **fields)
        for agency in owners or [None]
    ]
    for entry in entries:
        # The chain looks whether citizens know the title (``members.services.audit_chain``).
        separate_words(entry)
    return entries


def _get_name(thing: Model) -> str:
    return str(get_user_display_name(thing)) if isinstance(thing, User) else str(thing)
