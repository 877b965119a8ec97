"""One bulletin as feeds tell it."""

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
    """The same on every website and in every language, so that readers fold them together."""
    return f"urn:uuid:{source.translation_key}"


def issued_at(source: Bulletin) -> datetime:
    """The day of issue, from its beginning."""
    return timezone.make_aware(datetime.combine(source.issued_on, time.min))


@dataclass(frozen=True)
class Entry:
    """A bulletin on the website of ``agency``; ``owner`` is whose website search engines keep."""

    notice: Notice
    agency: Agency
    owner: Agency

    @property
    def title(self) -> str:
        return printable(self.notice.text.title)

    @property
    def words(self) -> str:
        """What was told since, what to do, what it is about: paragraphs of plain text."""
        source, text = self.notice.source, self.notice.text
        parts = [source.repeated_in_words, *map(_told, source.noted(*NoteKind))]
        if text.instruction:
            parts.append(f"{_('What to do')}: {text.instruction}")
        return printable("\n\n".join(filter(None, [*parts, text.summary])))

    @property
    def html(self) -> str:
        """The same as paragraphs of HTML, which is what feed readers take a description for."""
        return linebreaks(self.words, autoescape=True)

    @property
    def url(self) -> str:
        """The address on the website."""
        return self.agency.root_url + self.notice.text.path

    @property
    def canonical_url(self) -> str:
        """The one address that search engines keep; that of the language the words are in."""
        with translation.override(self.notice.text.language):
            return self.owner.root_url + self.notice.text.path

    @property
    def published(self) -> datetime:
        return issued_at(self.notice.source)

    @property
    def updated(self) -> datetime:
        """When readers were last shown something new of it."""
        return self.notice.source.changed_at or self.published

    @property
    def files(self) -> list[Enclosure]:
        """The files to download, at the addresses of this website."""
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
    """A bulletin told elsewhere than it is read, at the address that search engines keep."""

    @property
    def url(self) -> str:
        return self.canonical_url


def _told(note: BulletinNote) -> str:
    moment = date_format(timezone.localtime(note.at), "H:i, d/m/Y")
    return f"{note.get_kind_display()} {moment}: {note.text}"
