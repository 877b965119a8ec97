"""Leaving by the link in a mail, without signing in.

The link is signed, names one person and some kinds, and does nothing else. It has no end: a mail
may be read late.
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
    """Who wishes to be told no more, and of what."""

    person: User
    kinds: list[NotificationKind]


def unsubscribe_url(person: User, kinds: Iterable[NotificationKind]) -> str:
    """Return the whole address that ends mails of these kinds to ``person``."""
    token = signing.dumps([person.pk, *(kind.value for kind in kinds)], salt=SALT)
    return settings.WAGTAILADMIN_BASE_URL + reverse("unsubscribe", args=[token])


def leaving(token: str) -> Leaving | None:
    """Return what a link stands for; None where it is not ours or its person is gone."""
    try:
        key, *kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=key).first()
    return Leaving(person, [NotificationKind(kind) for kind in kinds]) if person else None
