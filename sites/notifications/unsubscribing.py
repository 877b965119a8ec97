"""Signed tokens of the unsubscribe links in e-mails, which work without signing in.

A token holds one user and some notification kinds. It does not expire, since an e-mail may be
read late.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from sites.models import NotificationKind

SALT = "sites.notifications"


@dataclass(frozen=True)
class Leaving:
    """Content of an unsubscribe token: the user, and the kinds to unsubscribe from."""

    person: User
    kinds: list[NotificationKind]


def unsubscribe_url(person: User, kinds: Iterable[NotificationKind]) -> str:
    """Return the absolute URL that unsubscribes ``person`` from these kinds."""
    token = signing.dumps([person.pk, *(kind.value for kind in kinds)], salt=SALT)
    return settings.WAGTAILADMIN_BASE_URL + reverse("unsubscribe", args=[token])


def leaving(token: str) -> Leaving | None:
    """Return the content of an unsubscribe token; None if forged or the user no longer exists."""
    try:
        key, *kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=key).first()
    return Leaving(person, [NotificationKind(kind) for kind in kinds]) if person else None
