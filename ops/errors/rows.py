"""The rows of errors: a batch is added to what the database knows of its kinds."""

import re

from django.db import transaction

from ops.errors.batch import Batch, KindCount
from ops.models import ErrorBatch, ErrorKind, ErrorOccurrence

# Kinds of the installation; the one that was not met for longest makes room.
MAX_KINDS = 300
# Occurrences of each that are kept, the last ones.
MAX_OCCURRENCES = 20


@transaction.atomic
def save_batch(batch: Batch, done: str = "") -> None:
    """Add a batch to the rows; nothing if it was added before.

    A kind that was dealt with is open again, and ICT is told of it once more. ``done``: number of
    a batch that will not be handed in again, and need not be known any more. Raises
    ``django.db.Error``.
    """
    if ErrorBatch.objects.filter(pk=batch.number).exists():
        return
    ErrorBatch.objects.filter(pk=done).delete()
    ErrorBatch.objects.create(number=batch.number)
    # In this order in every process, so that none waits for one that waits for it.
    for code in sorted(batch.kinds):
        _save_kind(batch.kinds[code])


def _save_kind(counted: KindCount) -> None:
    kind = _lock_kind(counted)
    last_version = max(kind.last_version, counted.version, key=get_version_key)
    if kind.handled_at:
        if counted.last_at > kind.handled_at:
            kind.handled_at, kind.returned_at = None, counted.last_at
            kind.announced_at = None
    elif last_version != kind.last_version:
        kind.returned_at = counted.last_at
    if counted.last_at >= kind.last_at:
        kind.places = counted.places
    kind.first_at = min(kind.first_at, counted.first_at)
    kind.last_at = max(kind.last_at, counted.last_at)
    kind.last_version = last_version
    kind.count += counted.count
    kind.save()
    ErrorOccurrence.objects.bulk_create(
        ErrorOccurrence(kind=kind, **vars(occurrence)) for occurrence in counted.occurrences
    )
    keys = kind.occurrences.order_by("-at", "-pk").values_list("pk", flat=True)
    kind.occurrences.exclude(pk__in=list(keys[:MAX_OCCURRENCES])).delete()


def _lock_kind(counted: KindCount) -> ErrorKind:
    """Return the row of a kind, locked; a new one if there is none."""
    locked = ErrorKind.objects.select_for_update().filter(pk=counted.code)
    if found := locked.first():
        return found
    _make_room()
    # Two processes may meet a new kind at the same moment.
    ErrorKind.objects.bulk_create([_make_kind(counted)], ignore_conflicts=True)
    return locked.get()


def _make_kind(counted: KindCount) -> ErrorKind:
    return ErrorKind(
        code=counted.code,
        exception=counted.exception[:200],
        places=counted.places,
        first_at=counted.first_at,
        last_at=counted.first_at,
        first_version=counted.version,
        last_version=counted.version,
    )


def _make_room() -> None:
    kinds = ErrorKind.objects.order_by("-last_at").values_list("pk", flat=True)
    ErrorKind.objects.filter(pk__in=list(kinds[MAX_KINDS - 1 :])).delete()


def get_version_key(version: str) -> tuple[int, ...]:
    """Return what versions are compared by: the numbers of ``1.10.2``, the later the greater."""
    return tuple(map(int, re.findall(r"\d+", version)))
