"""What one feed is about: a website, one category of its bulletins, or the whole province."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.feeds.entry import Entry
from bulletins.models import Bulletin, Category, agencies_for
from bulletins.models.queryset import BulletinQuerySet
from bulletins.notices import in_language_of_moment
from sites.models import Agency

MOST_ITEMS = 50
# How long it is told that a bulletin was withdrawn; readers may have been away.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Channel:
    """The bulletins of a website; of one category alone where there is a ``category``."""

    agency: Agency
    category: Category | None = None

    @property
    def title(self) -> str:
        subject = self.category.label if self.category else _("Bulletins")
        return f"{subject} · {self.agency.heading}"

    @property
    def description(self) -> str:
        return _("Notices in force at %(agency)s.") % {"agency": self.agency.name}

    @property
    def page(self) -> str:
        """The path of the page that lists the same for people."""
        return reverse("bulletins") + (f"?muc={self.category}" if self.category else "")

    def path(self, file: str) -> str:
        """Return the path of a feed by the last part of it, such as ``rss.xml``."""
        return reverse("bulletins") + self._folder + file

    def entries(self) -> list[Entry]:
        """What is in force, the newest first."""
        return self.entries_of(self._visible().newest_first())

    def entries_of(self, sources: BulletinQuerySet) -> list[Entry]:
        """The first of some bulletins, in the language of the moment, in a few queries."""
        rows = sources.select_related("source__site", "locale").prefetch_related("notes")
        notices = in_language_of_moment(rows[:MOST_ITEMS])
        prefetch_related_objects([notice.text for notice in notices], "attachments__document")
        owners = self._owners([notice.source for notice in notices])
        return [
            Entry(notice, self.agency, owner=owners.get(notice.source, self.agency))
            for notice in notices
        ]

    def withdrawn(self) -> BulletinQuerySet:
        """What was withdrawn in the last days, the latest first.

        Counted by whole days: what changes by the clock alone changes at midnight.
        """
        lately = self._withdrawn().filter(withdrawn_at__gte=_midnight() - REMEMBERED)
        return lately.order_by("-withdrawn_at")

    @property
    def _folder(self) -> str:
        return f"the-loai/{self.category}/" if self.category else ""

    def _visible(self) -> BulletinQuerySet:
        return self._narrowed(Bulletin.objects.visible_on(self.agency))

    def _withdrawn(self) -> BulletinQuerySet:
        return self._narrowed(Bulletin.objects.withdrawn_from(self.agency))

    def _narrowed(self, sources: BulletinQuerySet) -> BulletinQuerySet:
        return sources.filter(category=self.category) if self.category else sources

    def _owners(self, sources: list[Bulletin]) -> dict[Bulletin, Agency]:
        """The issuers of those that their issuers show."""
        keys = [source.pk for source in sources]
        shown = Bulletin.objects.published_to_issuer().filter(pk__in=keys)
        owned = set(shown.values_list("pk", flat=True))
        return {one: one.source for one in sources if one.source and one.pk in owned}


class ProvinceChannel(Channel):
    """Everything in force on whatever website of the province, each at a website that shows it."""

    @property
    def title(self) -> str:
        return _("Bulletins of the whole province · %(agency)s") % {"agency": self.agency.heading}

    @property
    def description(self) -> str:
        return _("Notices in force on any website of the province.")

    def entries_of(self, sources: BulletinQuerySet) -> list[Entry]:
        entries = super().entries_of(sources)
        here = Bulletin.objects.published_to(self.agency)
        keys = [entry.notice.source.pk for entry in entries]
        shown_here = set(here.filter(pk__in=keys).values_list("pk", flat=True))
        homes = [
            entry.owner
            if entry.owner != self.agency or entry.notice.source.pk in shown_here
            else _first_website(entry.notice.source)
            for entry in entries
        ]
        # What no working unit shows is nowhere to be read.
        return [
            Entry(entry.notice, home, owner=home)
            for entry, home in zip(entries, homes, strict=True)
            if home
        ]

    @property
    def _folder(self) -> str:
        return "toan-tinh/"

    def _visible(self) -> BulletinQuerySet:
        return Bulletin.objects.on_air()

    def _withdrawn(self) -> BulletinQuerySet:
        return Bulletin.objects.sources().filter(withdrawn_at__isnull=False)


def _first_website(source: Bulletin) -> Agency | None:
    showing = agencies_for(source.audience.all()).with_site().order_by("sort_key")
    return showing.exclude(placements__in=source.placements.filter(hidden=True)).first()


def _midnight() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
