"""Savings of one form, which the journal shows as one row.

A form saves itself after every pause, always into the same version (Wagtail's revision). Each
saving is an entry of its own; the last one stands for all of them on the screen.
"""

from collections.abc import Iterable

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from members.models import AuditEntry

# What saving a form records.
SAVED_ACTION = "wagtail.edit"
_SAVED = Q(action=SAVED_ACTION, revision_id__isnull=False)


def leave_last_saves(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """Return the entries without those that a later one of them stands for.

    ``entries``: as they were filtered, so that what a search finds is always shown.
    """
    later = _list_same(entries).filter(pk__gt=OuterRef("pk"))
    return entries.exclude(_SAVED & Exists(later))


def count_rows(entries: QuerySet[AuditEntry]) -> int:
    """Return how many entries ``leave_last_saves`` leaves, without looking for each."""
    saved = entries.order_by().filter(_SAVED)
    forms = saved.values("agency", "revision_id").distinct()
    return entries.exclude(_SAVED).count() + forms.count()


def attach_saves(rows: Iterable[AuditEntry], entries: QuerySet[AuditEntry]) -> None:
    """Set ``saves`` and ``began_at`` on rows that stand for savings of ``entries``.

    A row whose changes are not worked out yet gets those of the saving before. Two queries.
    """
    shown = {
        (row.agency_id, row.revision_id): row
        for row in rows
        if row.revision_id and row.action == SAVED_ACTION
    }
    revisions = {revision for _agency, revision in shown}
    saved = entries.order_by().filter(_SAVED, revision_id__in=revisions)
    keys = ("agency_id", "revision_id")
    for one in saved.values(*keys).annotate(saves=Count("pk"), began_at=Min("at")):
        if row := shown.get((one["agency_id"], one["revision_id"])):
            vars(row).update(saves=one["saves"], began_at=one["began_at"])
    changed = saved.exclude(changes=[]).order_by("pk").values_list(*keys, "changes")
    last = {(agency, revision): changes for agency, revision, changes in changed}
    for key, row in shown.items():
        if not row.number:
            row.changes = row.changes or last.get(key, [])


def _list_same(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """Return the savings of the same form and agency as the entry of the outer query."""
    same = entries.order_by().filter(_SAVED, revision_id=OuterRef("revision_id"))
    owned = same.annotate(owner=Coalesce("agency_id", 0))
    return owned.filter(owner=Coalesce(OuterRef("agency_id"), 0))
