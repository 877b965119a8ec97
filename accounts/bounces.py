"""Addresses that mail comes back from: nothing more is sent to them.

The address is marked, not the person: with another address they get mail again.
"""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import BouncedAddress, User

# What is kept of a mail server's words.
REASON_LENGTH = BouncedAddress._meta.get_field("reason").max_length


def mark_bounced(*, email: str, reason: str) -> None:
    """Mark an address as one that mail comes back from; ``reason`` has the server's words."""
    words = {"reason": " ".join(reason.split())[:REASON_LENGTH]}
    BouncedAddress.objects.get_or_create(email=email.lower(), defaults=words)


def forget_bounce(*, email: str) -> None:
    """Send to an address again."""
    BouncedAddress.objects.filter(email=email.lower()).delete()


def is_bounced(email: str) -> bool:
    """Whether mail to an address comes back."""
    return BouncedAddress.objects.filter(email=email.lower()).exists()


def with_bounces(users: QuerySet[User]) -> QuerySet[User]:
    """Tell of each person whether mail to their address comes back, in ``has_bounced``."""
    return users.annotate(has_bounced=_has_bounced())


def unreachable(users: QuerySet[User]) -> QuerySet[User]:
    """Leave those whom no mail reaches."""
    return users.filter(_has_bounced())


def _has_bounced() -> Exists:
    return Exists(BouncedAddress.objects.filter(email=OuterRef("email")))
