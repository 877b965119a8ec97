"""What ICT administrators should look at: recorded here, listed under "Members".

It stands below all other apps, so that each can record an event without knowing who reads it.
"""

from django.utils import timezone

from accounts.models import SecurityEvent, SecurityEventKind, User

__all__ = ["SecurityEventKind", "mark_seen", "record_security_event"]


def record_security_event(kind: str, *, user: User | None, detail: str) -> None:
    """Record that something happened to or by ``user`` which ICT administrators should see.

    ``kind`` is one of ``SecurityEventKind``; ``detail`` says in one sentence, in the default
    language, what happened (longer ones are cut at the column's 500 characters). ``user`` is None
    where nobody is known. Each call makes one event: who calls sees to it that a burst makes few.
    Raises ValueError for an undeclared kind.
    """
    name = ""
    if user is not None:
        name = user.get_full_name().strip() or user.get_username()
    SecurityEvent.objects.create(
        kind=SecurityEventKind(kind), user=user, user_name=name[:255], detail=detail[:500]
    )


def mark_seen(*, keys: list[int], by: User) -> int:
    """Mark the unseen events with these ``keys`` as seen by ``by``; return how many they were."""
    unseen = SecurityEvent.objects.unseen().filter(pk__in=keys)
    return unseen.update(seen_at=timezone.now(), seen_by=by)
