"""Queries for bounced e-mail addresses, to which nothing more is sent.

The address is marked, not the user: with another address the user gets mail again.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import BouncedAddress, User


def is_bounced(email: str) -> bool:
    """Return whether an e-mail address is marked as bounced."""
    return BouncedAddress.objects.filter(email=email.lower()).exists()


def with_bounces(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate each user with ``has_bounced``: whether mail to their address bounced."""
    return users.annotate(has_bounced=_has_bounced())


def list_bounced_users(users: QuerySet[User]) -> QuerySet[User]:
    """Return the ``users`` whose e-mail address is marked as bounced."""
    return users.filter(_has_bounced())


def _has_bounced() -> Exists:
    return Exists(BouncedAddress.objects.filter(email=OuterRef("email")))


def list_reachable_users(users: QuerySet[User]) -> QuerySet[User]:
    """Return those of ``users`` who are active and whose e-mail address takes mail.

    The same rule as ``NotificationQuerySet.waiting`` of members.
    """
    return users.filter(~Q(email=""), ~_has_bounced(), is_active=True)
