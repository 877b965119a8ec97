"""Entering what people are to be told, in the transaction in which it happens."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.functional import Promise

from accounts.models import User
from sites.models import Notification, NotificationKind, Pace
from sites.notifications.choices import paces_for

Words = str | Promise
BATCH = 1000


def tell(
    people: Iterable[User],
    *,
    kind: NotificationKind,
    event: str,
    title: Words,
    url: str,
    text: Words = "",
    at_once: bool = False,
) -> None:
    """Let each of ``people`` be told of an event; whoever was told of it before is left out.

    ``event`` names what happened, the same at every attempt (``bulletin:12:published``).
    ``title`` and ``text`` are in the default language, ``url`` is a whole address. ``at_once``:
    by a mail of its own within a minute, else in the day's digest. Where a person has chosen
    otherwise for this kind, that holds.
    """
    with translation.override(settings.LANGUAGE_CODE):
        words = {"title": force_str(title)[:255], "text": force_str(text)}
    people = list(people)
    paces = paces_for(kind, people)
    rows = [
        Notification(
            person=one,
            kind=kind,
            event=event,
            url=url,
            at_once=_is_at_once(paces.get(one.pk, Pace.USUAL), at_once),
            created_at=timezone.now(),
            **words,
        )
        for one in people
        if paces.get(one.pk) != Pace.NEVER
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _is_at_once(pace: str, usual: bool) -> bool:
    return usual if pace == Pace.USUAL else pace == Pace.AT_ONCE
