"""Service that creates notifications, and the signed tokens of unsubscribe links.

Notifications are created in the transaction of the event. The links in e-mails work without signing
in: a token holds one user and some notification kinds. It does not expire, since an e-mail may be
read late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.functional import Promise
from wagtail.users.models import UserProfile

from accounts.models import User
from members.models import DeliveryMode, Notification, NotificationKind
from members.selectors.recipients import get_delivery_modes
from sites.models import Agency

LazyText = str | Promise
BATCH = 1000

# Salt of unsubscribe tokens.
SALT = "sites.notifications"


@dataclass(frozen=True)
class Wording:
    """What a notification says in one language, and the absolute URL that it leads to."""

    title: str
    url: str
    text: str = ""


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
    translations: Mapping[str, Wording] | None = None,
) -> None:
    """Create a notification of an event for each user who has none of that event yet.

    ``event``: identifier of the event, the same at every attempt (``bulletin:12:published``).
    ``title`` (cut after 255 characters) and ``text``: stored in the default language. ``url``:
    absolute. ``agency``: whose matter it is, so that who leaves this agency does not hear of it any
    more; None for what is public or central. ``at_once``: send a separate e-mail within a minute,
    else in the daily digest. The user's own preference for ``kind`` prevails; users who chose
    ``DeliveryMode.NEVER`` get none. ``translations``: the same in other languages, by code, for
    users who have chosen one of them for the admin.
    """
    with translation.override(settings.LANGUAGE_CODE):
        usual = Wording(force_str(title), url, force_str(text))
    users = list(users)
    languages = _get_chosen_languages(users) if translations else {}
    wordings = {settings.LANGUAGE_CODE: usual} | dict(translations or {})
    paces = get_delivery_modes(kind, users)
    rows = [
        Notification(
            person=user,
            kind=kind,
            event=event,
            at_once=_is_at_once(paces.get(user.pk, DeliveryMode.USUAL), at_once),
            agency=agency,
            created_at=timezone.now(),
            **_build_texts(wordings, languages.get(user.pk, "")),
        )
        for user in users
        if paces.get(user.pk) != DeliveryMode.NEVER
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _get_chosen_languages(users: Iterable[User]) -> dict[int, str]:
    """Return the language that users have chosen for the admin, by primary key of the user."""
    profiles = UserProfile.objects.filter(user__in=users).exclude(preferred_language="")
    return dict(profiles.values_list("user_id", "preferred_language"))


def _build_texts(wordings: Mapping[str, Wording], language: str) -> dict[str, str]:
    """Return the fields of a notification with its words, in the default language if need be."""
    language = language if language in wordings else settings.LANGUAGE_CODE
    wording = wordings[language]
    return {
        "language": language,
        "title": wording.title[:255],
        "text": wording.text,
        "url": wording.url,
    }


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
