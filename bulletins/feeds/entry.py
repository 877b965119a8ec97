"""Entry of a feed: one bulletin."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone, translation
from django.utils.dateformat import format as date_format
from django.utils.feedgenerator import Enclosure
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from bulletins.feeds.printable import printable
from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.notices import Notice
from sites.models import Agency


def identity(source: Bulletin) -> str:
    """Return the ID of a bulletin, the same on every website and in every language.

    Readers that follow several websites can show the bulletin once.
    """
    return f"urn:uuid:{source.translation_key}"


def issued_at(source: Bulletin) -> datetime:
    """Return the beginning of the day of issue."""
    return timezone.make_aware(datetime.combine(source.issued_on, time.min))


@dataclass(frozen=True)
class Entry:
    """Bulletin on the website of `agency`.

    `owner`: the agency whose website has the canonical URL.
    """

    notice: Notice
    agency: Agency
    owner: Agency

    @property
    def title(self) -> str:
        """Title without control characters."""
        return printable(self.notice.text.title)

    @property
    def words(self) -> str:
        """Repetition, updates and corrections, instruction and summary as plain text."""
        source, text = self.notice.source, self.notice.text
        parts = [source.repeated_in_words, *map(_told, source.noted(*NoteKind))]
        if text.instruction:
            parts.append(f"{_('What to do')}: {text.instruction}")
        return printable("\n\n".join(filter(None, [*parts, text.summary])))

    @property
    def html(self) -> str:
        """The same as HTML paragraphs: feed readers take a description for HTML."""
        return linebreaks(self.words, autoescape=True)

    @property
    def url(self) -> str:
        """URL on the website of `agency`."""
        return self.agency.root_url + self.notice.text.path

    @property
    def canonical_url(self) -> str:
        """URL for search engines, in the language of the text."""
        with translation.override(self.notice.text.language):
            return self.owner.root_url + self.notice.text.path

    @property
    def published(self) -> datetime:
        """Beginning of the day of issue."""
        return issued_at(self.notice.source)

    @property
    def updated(self) -> datetime:
        """Time of the last change that readers were shown."""
        return self.notice.source.changed_at or self.published

    @property
    def files(self) -> list[Enclosure]:
        """Files to download, with URLs on the website of `agency`."""
        documents = [attachment.document for attachment in self.notice.text.attachments.all()]
        return [
            Enclosure(
                self.agency.root_url + document.url,
                str(document.get_file_size() or 0),
                document.content_type,
            )
            for document in documents
        ]


@dataclass(frozen=True)
class EntryAtHome(Entry):
    """Entry whose link is the canonical URL, for feeds that cover several websites."""

    @property
    def url(self) -> str:
        return self.canonical_url


def _told(note: BulletinNote) -> str:
    moment = date_format(timezone.localtime(note.at), "H:i, d/m/Y")
    return f"{note.get_kind_display()} {moment}: {note.text}"
