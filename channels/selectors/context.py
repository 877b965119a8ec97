"""Bulletin as one agency publishes it.

Title and text are the central ones; the agency adds its URL, note and telephone number.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins.models import Bulletin, Placement
from bulletins.selectors.localized import LocalizedBulletin
from channels.selectors.plain_text import list_lines
from sites.models import Agency


@dataclass(frozen=True)
class Contact:
    """Telephone contact; the name may be empty."""

    name: str
    telephone: str


@dataclass(frozen=True)
class ChannelContext:
    """Bulletin as one agency publishes it, from which channels make texts and files."""

    bulletin: LocalizedBulletin
    agency: Agency

    @property
    def source(self) -> Bulletin:
        """Row with the facts: urgency, times, issuer."""
        return self.bulletin.source

    @property
    def text(self) -> Bulletin:
        """Row with title and text."""
        return self.bulletin.text

    @contextmanager
    def activate_language(self) -> Iterator[None]:
        """Activate the language of the text, whatever the user's language is."""
        with translation.override(self.text.language):
            yield

    @cached_property
    def url(self) -> str:
        """URL of the bulletin on the agency's website."""
        with self.activate_language():
            return self.agency.root_url + self.source.path

    @property
    def short_url(self) -> str:
        """The URL without its scheme, for people to read."""
        return self.url.partition("://")[2]

    @cached_property
    def body(self) -> list[str]:
        """Text below the summary, one entry for each paragraph."""
        return list_lines(self.text.body)

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """Contacts with a telephone number: the bulletin's, then the agency's."""
        central = Contact(self.text.contact_name, self.source.contact_telephone)
        place = self._placement
        local = Contact(place.contact_name, place.contact_telephone) if place else central
        return tuple(c for c in dict.fromkeys((central, local)) if c.telephone)

    @cached_property
    def local_note(self) -> str:
        """Note that the agency adds to the bulletin; empty if there is none."""
        return self._placement.local_note if self._placement else ""

    @cached_property
    def _placement(self) -> Placement | None:
        return Placement.objects.filter(bulletin=self.source.pk, agency=self.agency).first()

    @property
    def issuer(self) -> Agency:
        """Agency that issued the bulletin, or `agency` if it is unknown."""
        return self.source.source or self.agency

    @property
    def validity(self) -> str:
        """Until when the bulletin is, or was, in force; empty if it has no end."""
        end = self.source.in_force_until
        if end is None:
            return ""
        time = date_format(timezone.localtime(end), "H:i, d/m/Y")
        if self.source.is_expired():
            return _("No longer in force since %(time)s") % {"time": time}
        return _("In force until %(time)s") % {"time": time}

    @property
    def filename(self) -> str:
        """Beginning of the names of files made for the agency."""
        return f"{self.source.slug}-{self.agency.code}"
