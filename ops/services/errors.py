"""Services for kinds of errors: mark one as dealt with, or open it again."""

from collections.abc import Iterable

from django.utils import timezone

from ops.models import ErrorKind


def mark_handled(*, kind: ErrorKind) -> None:
    """Mark a kind as dealt with; it opens again by itself when somebody meets it once more."""
    ErrorKind.objects.filter(pk=kind.pk).update(handled_at=timezone.now(), returned_at=None)


def reopen(*, kind: ErrorKind) -> None:
    """Take back that a kind was dealt with."""
    ErrorKind.objects.filter(pk=kind.pk).update(handled_at=None)


def mark_announced(*, kinds: Iterable[ErrorKind]) -> None:
    """Note that ICT was told of these kinds."""
    keys = [kind.pk for kind in kinds]
    ErrorKind.objects.filter(pk__in=keys).update(announced_at=timezone.now())
