"""Service that creates notifications, and the signed tokens of unsubscribe links.

Notifications are created in the transaction of the event. The links in e-mails work without signing
in: a token holds one user and some notification kinds. It does not expire, since an e-mail may be
read late.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.functional import Promise

from accounts.models import User
from members.models import DeliveryMode, Notification, NotificationKind
from members.selectors.recipients import get_delivery_modes
from sites.models import Agency

LazyText = str | Promise
BATCH = 1000

# Salt of unsubscribe tokens.
SALT = "sites.notifications"


def notify(
    users: Iterable[User],
    *,
    kind: NotificationKind,
    event: str,
    title: LazyText,
    url: str,
    text: LazyText = "",
    at_once: bool = False,
    agency: Agency | None = None,
) -> None:
    """Create a notification of an event for each user who has none of that event yet.

    ``event``: identifier of the event, the same at every attempt (``bulletin:12:published``).
    ``title`` (cut after 255 characters) and ``text``: stored in the default language. ``url``:
    absolute. ``agency``: whose matter it is, so that who leaves this agency does not hear of it any
    more; None for what is public or central. ``at_once``: send a separate e-mail within a minute,
    else in the daily digest. The user's own preference for ``kind`` prevails; users who chose
    ``DeliveryMode.NEVER`` get none.
    """
    with translation.override(settings.LANGUAGE_CODE):
        texts = {"title": force_str(title)[:255], "text": force_str(text)}
    users = list(users)
    paces = get_delivery_modes(kind, users)
    rows = [
        Notification(
            person=user,
            kind=kind,
            event=event,
            url=url,
            at_once=_is_at_once(paces.get(user.pk, DeliveryMode.USUAL), at_once),
            agency=agency,
            created_at=timezone.now(),
            **texts,
        )
        for user in users
        if paces.get(user.pk) != DeliveryMode.NEVER
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _is_at_once(pace: str, usual: bool) -> bool:
    return usual if pace == DeliveryMode.USUAL else pace == DeliveryMode.AT_ONCE


@dataclass(frozen=True)
class UnsubscribeToken:
    """Content of an unsubscribe token: the user, and the kinds to unsubscribe from."""

    person: User
    kinds: list[NotificationKind]


def get_unsubscribe_url(person: User, kinds: Iterable[NotificationKind]) -> str:
    """Return the absolute URL that unsubscribes ``person`` from these kinds."""
    token = signing.dumps([person.pk, *(kind.value for kind in kinds)], salt=SALT)
    return settings.WAGTAILADMIN_BASE_URL + reverse("unsubscribe", args=[token])


def read_unsubscribe_token(token: str) -> UnsubscribeToken | None:
    """Return the content of an unsubscribe token.

    None if it is forged, if the user no longer exists, or for kinds that no longer exist: tokens
    do not expire.
    """
    try:
        key, *names = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=key).first()
    kinds = [NotificationKind(name) for name in names if name in NotificationKind]
    return UnsubscribeToken(person, kinds) if person and kinds else None
