"""Telling units of bulletins: when they are published, and when what they were told has changed.

A request only puts a task on the queue; who is to be told, thousands perhaps, is looked up there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.signals import published, unpublished

from accounts.models import User
from bulletins.models import Bulletin, NoteKind, Urgency
from bulletins.models.audience import agencies_for
from bulletins.quiet import is_quiet
from sites.models import Notification, NotificationKind
from sites.notifications.recipients import members_of
from sites.notifications.telling import tell

PUBLISHED = "published"
ENDED, WITHDRAWN, BACK = "ended", "withdrawn", "back"


@dataclass(frozen=True)
class Event:
    """One thing to tell of a bulletin; ``name`` is the same at every attempt."""

    name: str
    title: str
    text: str


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    published.connect(announce_publication, sender=Bulletin)
    unpublished.connect(forget_unpublished, sender=Bulletin)


def announce_publication(instance: Bulletin, **kwargs: Any) -> None:
    """Let units be told as soon as the bulletin is in force."""
    if instance.is_source and not is_quiet():
        begin = instance.valid_from
        later = begin if begin and begin > timezone.now() else None
        announce.using(run_after=later).enqueue(instance.pk)


def forget_unpublished(instance: Bulletin, **kwargs: Any) -> None:
    """Whoever has not been told yet need not be."""
    _publications_of(instance).filter(sent_at=None).delete()


def announce_change(bulletin: Bulletin, change: str) -> None:
    """Let those who were told of a bulletin be told what has become of it.

    That an ordinary one has ended tells nobody anything they have to do.
    """
    if change == ENDED:
        forget_unpublished(bulletin)
    if change != ENDED or bulletin.urgency == Urgency.EMERGENCY:
        tell_of_change.enqueue(bulletin.pk, change, timezone.now().isoformat())


@task(backend="queue")
@transaction.atomic
@override(settings.LANGUAGE_CODE)
def announce(bulletin: int) -> None:
    """Tell the members of the units that a bulletin on air is for; nobody twice of one event.

    Publishing it once more, for other units too, tells those who were not told yet.
    """
    found = Bulletin.objects.on_air().filter(pk=bulletin).first()
    if found is None:
        return
    for agency in agencies_for(found.audience.all()).select_related("site"):
        for event in _events(found):
            _tell(found, event, members_of([agency]), url=agency.root_url + found.path)


@task(backend="queue")
@transaction.atomic
@override(settings.LANGUAGE_CODE)
def tell_of_change(bulletin: int, change: str, moment: str) -> None:
    """Tell those who were told of a bulletin; ``moment`` is when it changed, in ISO 8601."""
    found = Bulletin.objects.get(pk=bulletin)
    words = {
        ENDED: _("Over: %(title)s"),
        WITHDRAWN: _("Withdrawn: %(title)s"),
        BACK: _("In force again: %(title)s"),
    }
    title = words[change] % {"title": found.title}
    event = Event(f"{change}:{moment}", title, found.closing_words)
    told = _publications_of(found).exclude(sent_at=None)
    for url in set(told.values_list("url", flat=True)):
        people = User.objects.filter(is_active=True, notifications__in=told.filter(url=url))
        _tell(found, event, people, url=url)


def _events(bulletin: Bulletin) -> Iterator[Event]:
    """That it is there; of an emergency also what was told of it last."""
    if bulletin.urgency != Urgency.EMERGENCY:
        yield Event(PUBLISHED, bulletin.title, bulletin.summary)
        return
    title = _("Emergency: %(title)s") % {"title": bulletin.title}
    yield Event(bulletin.urgency, title, bulletin.instruction)
    first = bulletin.first_published_at
    for note in bulletin.noted(*NoteKind)[:1]:
        if first and note.at > first:
            words = {
                NoteKind.UPDATE: _("Emergency, update: %(title)s"),
                NoteKind.CORRECTION: _("Emergency, correction: %(title)s"),
            }
            title = words[NoteKind(note.kind)] % {"title": bulletin.title}
            yield Event(f"note:{note.at.isoformat()}", title, note.text)


def _publications_of(bulletin: Bulletin) -> QuerySet[Notification]:
    names = [_name(bulletin, event) for event in (PUBLISHED, Urgency.EMERGENCY.value)]
    return Notification.objects.filter(event__in=names)


def _tell(bulletin: Bulletin, event: Event, people: Iterable[User], *, url: str) -> None:
    urgent = bulletin.urgency == Urgency.EMERGENCY
    tell(
        people,
        kind=NotificationKind.EMERGENCY if urgent else NotificationKind.BULLETIN,
        event=_name(bulletin, event.name),
        title=event.title,
        text=event.text,
        url=url,
        at_once=urgent,
    )


def _name(bulletin: Bulletin, event: str) -> str:
    return f"bulletin:{bulletin.pk}:{event}"
