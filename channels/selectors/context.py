"""Bulletin as one agency publishes it, in one language.

Title and text are the central ones; the agency adds its URL, note and telephone number.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins.models import Bulletin, Placement
from bulletins.selectors.localized import LocalizedBulletin, localize_bulletins
from channels.selectors.plain_text import list_lines
from content.languages import get_interface_language
from sites.models import Agency
from sites.permissions.ownership import has_language


@dataclass(frozen=True)
class Contact:
    """Telephone contact; the name may be empty. `language`: code of the name's language."""

    name: str
    telephone: str
    # Left out of comparison: the same name and number are one contact.
    language: str = field(default=settings.LANGUAGE_CODE, compare=False)


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
        """Row with title and text: a translation only if it is complete and current."""
        return self.bulletin.whole.text

    @property
    def language(self) -> str:
        """Code of the language of the text, which labels and the address follow."""
        return self.text.language

    @property
    def falls_back(self) -> bool:
        """Whether there is a translation, and the source is passed on instead of it."""
        return self.bulletin.text.pk != self.source.pk and self.text.pk == self.source.pk

    @property
    def in_source_language(self) -> "ChannelContext":
        """The same bulletin and agency in the default language."""
        return ChannelContext(LocalizedBulletin(self.source, self.source), self.agency)

    @contextmanager
    def activate_language(self) -> Iterator[None]:
        """Activate the language of the text, whatever the user's language is."""
        with translation.override(self.language):
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
        """Contacts with a telephone number: the bulletin's, then the agency's if it works."""
        telephone = self.source.contact_telephone
        central = Contact(self.text.contact_name, telephone, self.language)
        place = None if self.agency.is_archived else self._placement
        local = Contact(place.contact_name, place.contact_telephone) if place else central
        return tuple(c for c in dict.fromkeys((central, local)) if c.telephone)

    @cached_property
    def local_note(self) -> str:
        """Note that the agency adds, in the default language; empty if there is none."""
        return self._placement.local_note if self._placement else ""

    @cached_property
    def _placement(self) -> Placement | None:
        return Placement.objects.filter(bulletin=self.source.pk, agency=self.agency).first()

    @property
    def issuer(self) -> Agency | None:
        """Agency that issued the bulletin; None if it is unknown, which is never guessed."""
        return self.source.source

    @property
    def issue(self) -> str:
        """Who issued the bulletin and on which day, for the foot of what is passed on."""
        day = date_format(self.source.issued_on, "d/m/Y")
        if self.issuer is None:
            return _("Date of issue: %(day)s") % {"day": day}
        return _("Issued by %(unit)s, %(day)s") % {"unit": self.issuer.name, "day": day}

    @property
    def agency_name_language(self) -> str:
        """Code of the language of `agency.name`: Vietnamese where it has no other name."""
        language = get_interface_language()
        return language if self.agency.get_name_in(language) else settings.LANGUAGE_CODE

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
        name = f"{self.source.slug}-{self.agency.code}"
        return name if self.language == settings.LANGUAGE_CODE else f"{name}-{self.language}"


def list_contexts(bulletin: Bulletin, agency: Agency) -> dict[str, ChannelContext]:
    """Return a bulletin as an agency publishes it in each of its languages, by language code.

    The default language comes first. Another one is there if the agency's website has it and the
    bulletin a live translation; the context tells whether that may be passed on (`falls_back`).
    """
    code = settings.LANGUAGE_CODE
    contexts = {code: ChannelContext(LocalizedBulletin(bulletin, bulletin), agency)}
    for language, _name in settings.LANGUAGES:
        if language == code or not has_language(agency, language):
            continue
        with translation.override(language):
            [localized] = localize_bulletins([bulletin])
        if localized.text.pk != bulletin.pk:
            contexts[language] = ChannelContext(localized, agency)
    return contexts
