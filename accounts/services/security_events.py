"""Security events: record them, and mark them as seen.

ICT administrators read them under "Members". The functions are in the lowest app, so that every
app can record an event without importing the views that list them.
"""

from django.utils import timezone

from accounts.models import SecurityEvent, SecurityEventKind, User

__all__ = ["SecurityEventKind", "mark_seen", "record_security_event"]


def record_security_event(kind: str, *, user: User | None, detail: str) -> None:
    """Record one event that concerns ``user``, for ICT administrators to review.

    ``kind``: a value of ``SecurityEventKind``; raises ValueError for any other.
    ``user``: None if the user is unknown.
    ``detail``: one sentence in the default language; cut at 500 characters, the column's length.

    Each call creates one row: the caller limits how many a burst creates.
    """
    name = ""
    if user is not None:
        name = user.get_full_name().strip() or user.get_username()
    SecurityEvent.objects.create(
        kind=SecurityEventKind(kind), user=user, user_name=name[:255], detail=detail[:500]
    )


def mark_seen(*, keys: list[int], by: User) -> int:
    """Mark the unseen events with these primary keys as seen by ``by``; return their number."""
    unseen = SecurityEvent.objects.unseen().filter(pk__in=keys)
    return unseen.update(seen_at=timezone.now(), seen_by=by)
