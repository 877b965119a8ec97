"""Entry of a feed (one bulletin), and the public actions on bulletins that feeds report.

The actions are read from the log, which nobody can change.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, QuerySet, prefetch_related_objects
from django.utils import timezone, translation
from django.utils.dateformat import format as date_format
from django.utils.feedgenerator import Enclosure
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin, BulletinNote, BulletinQuerySet, NoteKind
from bulletins.selectors.localized import LocalizedBulletin
from channels.models import BulletinRecording
from channels.selectors.plain_text import mark_source_language
from channels.selectors.recordings import list_current_recordings
from content.models import CustomDocument
from content.vcard import remove_unprintable
from sites.models import Agency

PUBLISH, UNPUBLISH = "wagtail.publish", "wagtail.unpublish"
END, WITHDRAW, RESTORE = "bulletins.end", "bulletins.withdraw", "bulletins.bring_back"
# Recordings of the ICT department; adding one (version 1.0.0) was no act that a message followed.
RECORDINGS = ("bulletins.publish_recording", "bulletins.confirm_recording")
NOTES = ("bulletins.update", "bulletins.correction")
PUBLIC_ACTIONS = (PUBLISH, UNPUBLISH, END, WITHDRAW, RESTORE, *NOTES, *RECORDINGS)


def make_entry_id(source: Bulletin) -> str:
    """Return the ID of a bulletin, the same on every website and in every language.

    Readers that follow several websites can show the bulletin once.
    """
    return f"urn:uuid:{source.translation_key}"


def make_enclosure(file: CustomDocument, agency: Agency) -> Enclosure:
    """Return a file to download, with its URL on the website of ``agency``."""
    size = str(file.get_file_size() or 0)
    return Enclosure(agency.root_url + file.url, size, file.content_type)


def make_recording_enclosure(recording: BulletinRecording, agency: Agency) -> Enclosure:
    """Return a recording to play, with its URL on the website of ``agency``."""
    url = agency.root_url + recording.file.url
    return Enclosure(url, str(recording.size), recording.content_type)


@dataclass(frozen=True)
class FeedEntry:
    """Bulletin on the website of `agency`.

    `owner`: the agency whose website has the canonical URL.
    """

    bulletin: LocalizedBulletin
    agency: Agency
    owner: Agency

    @property
    def id(self) -> str:
        """The same on every website and in every language."""
        return make_entry_id(self.bulletin.source)

    @property
    def author(self) -> str | None:
        """Name of the issuer; None if it is unknown, which is never guessed."""
        issuer = self.bulletin.source.source
        return issuer.name if issuer else None

    @property
    def categories(self) -> list[str]:
        """Label of the category."""
        return [self.bulletin.source.get_category_display()]

    @property
    def title(self) -> str:
        """Title without control characters."""
        return remove_unprintable(self.bulletin.text.title)

    @property
    def text(self) -> str:
        """Repetition, updates and corrections, instruction and lead as plain text."""
        source, text = self.bulletin.source, self.bulletin.text
        parts = [source.confirmation_label, source.repetition_label]
        parts += [_format_note(note, text.language) for note in source.list_notes(*NoteKind)]
        if text.instruction:
            parts.append(f"{_('What to do')}: {text.instruction}")
        return remove_unprintable("\n\n".join(filter(None, [*parts, text.lead])))

    @property
    def html(self) -> str:
        """The same as HTML paragraphs: feed readers take a description for HTML."""
        return linebreaks(self.text, autoescape=True)

    @property
    def url(self) -> str:
        """URL on the website of `agency`."""
        return self.agency.root_url + self.bulletin.text.path

    @property
    def canonical_url(self) -> str:
        """URL for search engines, in the language of the text."""
        with translation.override(self.bulletin.text.language):
            return self.owner.root_url + self.bulletin.text.path

    @property
    def published(self) -> datetime:
        """Beginning of the day of issue."""
        return self.bulletin.source.issue_time

    @property
    def updated(self) -> datetime:
        """Time of the last change that readers were shown."""
        return self.bulletin.source.changed_at or self.published

    @property
    def files(self) -> list[Enclosure]:
        """Recordings, then files to download, with URLs on the website of `agency`."""
        attachments = self.bulletin.source.attachments.all()
        return [
            *(make_recording_enclosure(each, self.agency) for each in self.recordings),
            *(make_enclosure(attachment.document, self.agency) for attachment in attachments),
        ]

    @property
    def recordings(self) -> list[BulletinRecording]:
        """The current recordings that the website of `agency` plays, one for each language."""
        return list_current_recordings(self.bulletin.source, self.agency)


@dataclass(frozen=True)
class CanonicalFeedEntry(FeedEntry):
    """Entry whose link is the canonical URL, for feeds that cover several websites."""

    @property
    def url(self) -> str:
        return self.canonical_url


def _format_note(note: BulletinNote, language: str) -> str:
    moment = date_format(timezone.localtime(note.at), "H:i, d/m/Y")
    return f"{note.get_kind_display()} {moment}: {mark_source_language(note.text, language)}"


@dataclass(frozen=True)
class PublicAction:
    """Public action on a bulletin in one language.

    `text`: text that was published with it, such as an update or a reason. `version`: content that
    was published; None if there was none, or its revision was deleted. That of a translation has
    its words, and is not rendered.
    """

    name: str
    at: datetime
    row: Bulletin
    text: str = ""
    version: Bulletin | None = None


def list_public_actions(bulletins: Iterable[Bulletin]) -> dict[UUID, list[PublicAction]]:
    """Return the public actions on bulletins in all languages, by translation key.

    Oldest first. A bulletin without log entries has an empty list.
    """
    rows = _list_translations(bulletins).select_related("locale").in_bulk()
    acts = defaultdict(list)
    entries = _list_log_entries(rows).select_related("revision")
    for entry in entries.order_by("timestamp", "pk"):
        row = rows[int(entry.object_id)]
        acts[row.translation_key].append(_build_action(entry, row))
    versions = [act.version for one in acts.values() for act in one if act.version]
    prefetch_related_objects(versions, "source__site")
    return acts


def get_last_public_actions(bulletins: Iterable[Bulletin]) -> dict[UUID, tuple[int, datetime]]:
    """Return the number of public actions and the time of the last, by translation key.

    Two queries. A bulletin without log entries, saved by a program, is missing in the result.
    """
    keys = dict(_list_translations(bulletins).values_list("pk", "translation_key"))
    logged = _list_log_entries(keys).order_by().values("object_id")
    last: dict[UUID, tuple[int, datetime]] = {}
    for entry in logged.annotate(number=Count("pk"), at=Max("timestamp")):
        key = keys[int(entry["object_id"])]
        number, at = last.get(key, (0, entry["at"]))
        last[key] = number + entry["number"], max(at, entry["at"])
    return last


def _list_translations(bulletins: Iterable[Bulletin]) -> BulletinQuerySet:
    keys = [bulletin.translation_key for bulletin in bulletins]
    return Bulletin.objects.filter(translation_key__in=keys)


def _list_log_entries(keys: Iterable[int]) -> QuerySet:
    return ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Bulletin),
        object_id__in=[str(key) for key in keys],
        action__in=PUBLIC_ACTIONS,
    )


def _build_action(entry: ModelLogEntry, row: Bulletin) -> PublicAction:
    data = entry.data
    text = data.get("text") or data.get("reason") or data.get("words") or ""
    published = entry.revision if entry.action == PUBLISH else None
    version = row.with_stored_content(published.content) if published else None
    return PublicAction(entry.action, entry.timestamp, row, text, version)
