"""Notifications of agencies: a bulletin was published, ended, withdrawn or restored.

A request only enqueues a task. The task looks up the recipients, of whom there may be thousands.
See docs/features/notifications.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task

from accounts.models import User
from bulletins.models import Bulletin, NoteKind, Urgency, list_audience_agencies
from bulletins.services.localized_notifications import list_current_texts, notify_of_bulletin
from bulletins.services.publishing import Change, effects_disabled
from members.models import Notification, NotificationKind
from members.selectors.recipients import list_active_members
from members.services.notifications import LazyText, Wording
from ops.jobs.subjects import describe_object
from sites.models import Agency
from sites.permissions.ownership import has_language


@dataclass(frozen=True)
class BulletinEvent:
    """An event of a bulletin about which users are notified.

    ``name`` is the same at every attempt, so that nobody is notified twice. ``title``: with
    ``%(title)s`` for that of the bulletin. ``field``: the bulletin's field that is the text.
    ``text``: text that exists in the default language alone, such as a correction; then everybody
    is told in that language.
    """

    name: str
    title: LazyText = "%(title)s"
    field: str = ""
    text: str = ""

    def build_wording(self, row: Bulletin, url: str) -> Wording:
        """Return what to say of a bulletin in the language of the row, which is active."""
        text = getattr(row, self.field) if self.field else self.text
        return Wording(force_str(self.title) % {"title": row.title}, url, text)


def enqueue_notifications(bulletin: Bulletin, change: Change) -> None:
    """Enqueue the notifications of a change, and delete unsent ones that it makes void.

    A publication is announced when the bulletin becomes valid; nothing is enqueued for translations
    or inside ``without_effects``. Of an end, users are notified only for emergencies, because
    otherwise there is nothing for them to do.
    """
    if change == Change.PUBLISHED:
        _enqueue_publication(bulletin)
        return
    if change in {Change.UNPUBLISHED, Change.ENDED}:
        _list_publication_notifications(bulletin).filter(sent_at=None).delete()
    if change == Change.UNPUBLISHED:
        return
    if change != Change.ENDED or bulletin.urgency == Urgency.EMERGENCY:
        notify_change.enqueue(bulletin.pk, change.value, timezone.now().isoformat())


def _enqueue_publication(bulletin: Bulletin) -> None:
    if bulletin.is_source and not effects_disabled():
        begin = bulletin.valid_from
        later = begin if begin and begin > timezone.now() else None
        if later:
            # It was announced and now begins later: until then the links would lead nowhere.
            _list_publication_notifications(bulletin).filter(sent_at=None).delete()
        notify_publication.using(run_after=later).enqueue(bulletin.pk)


@task(
    backend="queue",
    lane="urgent",
    label=_("Tell units about a new bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
def notify_publication(bulletin: int, after: int = 0) -> Iterator[tuple[int, int]]:
    """Notify the members of the agencies in a bulletin's audience, each user once per event.

    ``bulletin``: primary key. ``after``: that of the agency before those that are left. Nothing
    happens if it is not in force any more. If it is published again with a larger audience, only
    users who were not notified before are notified.
    """
    found = Bulletin.objects.on_air().filter(pk=bulletin).first()
    if found is None:
        return
    with override(settings.LANGUAGE_CODE):
        texts, events = list_current_texts(found), [*_list_events(found)]
    agencies = list_audience_agencies(found.audience.all()).filter(pk__gt=after)
    for agency in agencies.select_related("site").order_by("pk"):
        with transaction.atomic(), override(settings.LANGUAGE_CODE):
            urls = {code: _make_url(found, agency, code) for code in texts}
            for event in events:
                _notify(texts, event, list_active_members([agency]), urls=urls)
        yield bulletin, agency.pk


@task(
    backend="queue",
    lane="urgent",
    label=_("Tell units that a bulletin has changed"),
    about=describe_object("bulletins.Bulletin"),
)
def notify_change(
    bulletin: int, change: str, moment: str, after: str = ""
) -> Iterator[tuple[int, str, str, str]]:
    """Notify active users whose notification of the publication was sent that it has changed.

    ``bulletin``: primary key. ``change``: ``ENDED``, ``WITHDRAWN`` or ``BACK``. ``moment``: when it
    changed, in ISO 8601. ``after``: the address in the notifications before those that are left.
    """
    found = Bulletin.objects.get(pk=bulletin)
    titles = {
        Change.ENDED.value: _("Over: %(title)s"),
        Change.WITHDRAWN.value: _("Withdrawn: %(title)s"),
        Change.BACK.value: _("In force again: %(title)s"),
    }
    event = BulletinEvent(f"{change}:{moment}", titles[change], text=found.closing_words)
    with override(settings.LANGUAGE_CODE):
        texts = list_current_texts(found)
    notifications = _list_publication_notifications(found).exclude(sent_at=None)
    for url in sorted({*notifications.filter(url__gt=after).values_list("url", flat=True)}):
        people = User.objects.filter(
            is_active=True, notifications__in=notifications.filter(url=url)
        )
        with transaction.atomic(), override(settings.LANGUAGE_CODE):
            _notify(texts, event, people, urls=dict.fromkeys(texts, url))
        yield bulletin, change, moment, url


def _list_events(bulletin: Bulletin) -> Iterator[BulletinEvent]:
    """Yield the publication and, for an emergency, the latest note after the first publication."""
    if bulletin.urgency != Urgency.EMERGENCY:
        yield BulletinEvent(Change.PUBLISHED, field="teaser")
        return
    yield BulletinEvent(bulletin.urgency, _("Emergency: %(title)s"), field="instruction")
    first = bulletin.first_published_at
    for note in bulletin.list_notes(*NoteKind)[:1]:
        if first and note.at > first:
            titles = {
                NoteKind.UPDATE: _("Emergency, update: %(title)s"),
                NoteKind.CORRECTION: _("Emergency, correction: %(title)s"),
            }
            title = titles[NoteKind(note.kind)]
            yield BulletinEvent(f"note:{note.at.isoformat()}", title, text=note.text)


def _list_publication_notifications(bulletin: Bulletin) -> QuerySet[Notification]:
    names = [
        _make_event_name(bulletin, event) for event in (Change.PUBLISHED, Urgency.EMERGENCY.value)
    ]
    return Notification.objects.filter(event__in=names)


def _make_url(bulletin: Bulletin, agency: Agency, language: str) -> str:
    """Return the URL on the website of an agency, in a language if the website has it."""
    code = language if has_language(agency, language) else settings.LANGUAGE_CODE
    with override(code):
        return agency.root_url + bulletin.path


def _notify(
    texts: Mapping[str, Bulletin],
    event: BulletinEvent,
    people: Iterable[User],
    *,
    urls: Mapping[str, str],
) -> None:
    """Notify people of an event. ``texts``, ``urls``: by language code."""
    bulletin = texts[settings.LANGUAGE_CODE]
    urgent = bulletin.urgency == Urgency.EMERGENCY
    notify_of_bulletin(
        people,
        {settings.LANGUAGE_CODE: bulletin} if event.text else texts,
        lambda row: event.build_wording(row, urls[row.language]),
        kind=NotificationKind.EMERGENCY if urgent else NotificationKind.BULLETIN,
        event=_make_event_name(bulletin, event.name),
        at_once=urgent,
    )


def _make_event_name(bulletin: Bulletin, event: str) -> str:
    return f"bulletin:{bulletin.pk}:{event}"
