"""Recordings as websites, feeds and warnings offer them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins.models import Bulletin, Urgency
from channels.models import BulletinRecording, RecordingLanguage
from ops.database.prepared_query import prepared_query
from sites.models import Agency

# For ``prefetch_related`` of bulletins, before ``list_recordings`` is called for many of them.
WITH_RECORDINGS = "recordings__language"


def list_recordings(source: Bulletin, agency: Agency | None) -> list[BulletinRecording]:
    """Return what can be heard of a bulletin on an agency's website, one for each language.

    ``source``: the row in the default language. ``agency``: None for the ICT department's
    recordings alone, which all websites have. In a language with several, a current one comes
    before an outdated one, and the agency's own before the ICT department's. Outdated recordings
    of an emergency are left out: they would send people where it said before.
    """
    if source.pk is None or not source.has_recordings:
        return []
    chosen: dict[int, BulletinRecording] = {}
    for recording in _iter_published(source, agency):
        former = chosen.get(recording.language_id)
        if former is None or _get_rank(recording) < _get_rank(former):
            chosen[recording.language_id] = recording
    return list(chosen.values())


def list_current_recordings(source: Bulletin, agency: Agency | None) -> list[BulletinRecording]:
    """Return the same without any outdated ones: for feeds, which could not mark them."""
    return [each for each in list_recordings(source, agency) if each.outdated_at is None]


def is_heard_on(recording: BulletinRecording, agency: Agency) -> bool:
    """Return whether the website of an agency plays a recording while it shows the bulletin."""
    return (
        recording.published_at is not None
        and recording.agency_id in {None, agency.pk}
        and not _is_withheld(recording.bulletin, recording)
    )


@dataclass(frozen=True)
class LanguageState:
    """What there is of a bulletin in one language, for those who record.

    ``draft`` and ``published`` are those of the owner whose recordings the user makes; ``central``
    is the ICT department's published one, where the owner is an agency.
    """

    language: RecordingLanguage
    draft: BulletinRecording | None
    published: BulletinRecording | None
    central: BulletinRecording | None

    @property
    def listed(self) -> list[BulletinRecording]:
        """The recordings there are: the draft, what is published in its place, ICT's."""
        return [each for each in (self.draft, self.published, self.central) if each]


def list_language_states(bulletin: Bulletin, owner: Agency | None) -> list[LanguageState]:
    """Return a state for each language that is offered, or that was and has recordings here.

    ``owner``: whose recordings the user makes; None for the ICT department's.
    """
    rows = bulletin.recordings.filter(Q(agency=owner) | Q(agency=None)).select_related("language")
    found = {(row.language_id, row.agency_id, row.published_at is not None): row for row in rows}
    key = owner.pk if owner else None
    states = [
        LanguageState(
            language,
            draft=found.get((language.pk, key, False)),
            published=found.get((language.pk, key, True)),
            central=found.get((language.pk, None, True)) if owner else None,
        )
        for language in RecordingLanguage.objects.all()
    ]
    return [state for state in states if state.language.is_offered or state.listed]


class RecordingState(TextChoices):
    """State of a recording, as lists are narrowed down by it."""

    DRAFT = "draft", _("waits to be published")
    OUTDATED = "outdated", _("published, out of date")
    CURRENT = "current", _("published, current")


def filter_by_state(
    recordings: QuerySet[BulletinRecording], state: RecordingState
) -> QuerySet[BulletinRecording]:
    """Return the recordings in a state; a draft is one also where the text has changed since."""
    if state == RecordingState.DRAFT:
        return recordings.filter(published_at=None)
    current = state == RecordingState.CURRENT
    return recordings.filter(published_at__isnull=False, outdated_at__isnull=current)


def list_outdated_recordings() -> QuerySet[BulletinRecording]:
    """Return published recordings of bulletins in force that must be recorded anew."""
    outdated = BulletinRecording.objects.filter(
        published_at__isnull=False,
        outdated_at__isnull=False,
        bulletin__in=Bulletin.objects.on_air(),
    )
    return outdated.select_related("language", "agency", "bulletin").order_by("outdated_at")


def list_waiting_drafts() -> QuerySet[BulletinRecording]:
    """Return drafts of the last month, of bulletins in force, that nobody has published."""
    drafts = BulletinRecording.objects.filter(
        published_at=None,
        uploaded_at__gt=timezone.now() - timedelta(days=30),
        bulletin__in=Bulletin.objects.on_air(),
    )
    return drafts.select_related("language", "agency", "bulletin").order_by("uploaded_at")


def _iter_published(source: Bulletin, agency: Agency | None) -> Iterable[BulletinRecording]:
    owners = {None, agency.pk} if agency else {None}
    prefetched = "recordings" in getattr(source, "_prefetched_objects_cache", {})
    rows = (
        source.recordings.all()
        if prefetched
        else _list_published(bulletin=source.pk, agency=agency.pk if agency else None)
    )
    for recording in rows:
        if (
            recording.published_at
            and recording.agency_id in owners
            and not _is_withheld(source, recording)
        ):
            yield recording


@prepared_query
def _list_published(*, bulletin: int, agency: int | None) -> QuerySet[BulletinRecording]:
    whose = Q(agency=None) | Q(agency=agency) if agency else Q(agency=None)
    published = BulletinRecording.objects.filter(whose, published_at__isnull=False)
    return published.filter(bulletin=bulletin).select_related("language")


def _get_rank(recording: BulletinRecording) -> tuple[bool, bool]:
    return recording.outdated_at is not None, recording.agency_id is None


def _is_withheld(source: Bulletin, recording: BulletinRecording) -> bool:
    return recording.outdated_at is not None and source.urgency == Urgency.EMERGENCY
