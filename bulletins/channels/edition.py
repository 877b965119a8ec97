"""A bulletin as one unit tells it: the central words, the unit's own address and telephone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins.channels.plain_text import lines_of
from bulletins.models import Bulletin, Placement
from bulletins.notices import Notice
from sites.models import Agency


@dataclass(frozen=True)
class Contact:
    """Somebody to call; the name may be empty."""

    name: str
    telephone: str


@dataclass(frozen=True)
class Edition:
    """What channels are made from."""

    notice: Notice
    agency: Agency

    @property
    def source(self) -> Bulletin:
        """The row that has the facts: urgency, times, origin."""
        return self.notice.source

    @property
    def text(self) -> Bulletin:
        """The row that has the words."""
        return self.notice.text

    @contextmanager
    def in_its_language(self) -> Iterator[None]:
        """Speak the language of the words, whatever that of the person at the screen is."""
        with translation.override(self.text.language):
            yield

    @cached_property
    def url(self) -> str:
        """The bulletin's address on the unit's own website."""
        with self.in_its_language():
            return self.agency.root_url + self.source.path

    @property
    def address(self) -> str:
        """The same, to be read by people."""
        return self.url.partition("://")[2]

    @cached_property
    def body(self) -> list[str]:
        """The text below the summary, one entry for each paragraph."""
        return lines_of(self.text.body)

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """Whom to call: who the bulletin names, then who the unit does."""
        central = Contact(self.text.contact_name, self.source.contact_telephone)
        place = self._placement
        local = Contact(place.contact_name, place.contact_telephone) if place else central
        return tuple(c for c in dict.fromkeys((central, local)) if c.telephone)

    @cached_property
    def local_note(self) -> str:
        """What the unit adds to the bulletin; mostly nothing."""
        return self._placement.local_note if self._placement else ""

    @cached_property
    def _placement(self) -> Placement | None:
        return Placement.objects.filter(bulletin=self.source.pk, agency=self.agency).first()

    @property
    def issuer(self) -> Agency:
        """Whose words these are."""
        return self.source.source or self.agency

    @property
    def validity(self) -> str:
        """Until when the bulletin is in force, or since when no more; empty where nobody knows."""
        end = self.source.in_force_until
        if end is None:
            return ""
        time = date_format(timezone.localtime(end), "H:i, d/m/Y")
        if self.source.is_expired():
            return _("No longer in force since %(time)s") % {"time": time}
        return _("In force until %(time)s") % {"time": time}

    @property
    def filename(self) -> str:
        """How files made from it begin."""
        return f"{self.source.slug}-{self.agency.code}"
