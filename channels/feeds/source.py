"""Subject of a feed: a website, one category of its bulletins, or the whole province."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.models import Bulletin, BulletinQuerySet, Category
from bulletins.selectors.audience import list_showing_agencies
from bulletins.selectors.localized import LocalizedBulletin, localize_bulletins
from channels.feeds.entry import CanonicalFeedEntry, FeedEntry
from channels.selectors.recordings import WITH_RECORDINGS
from content.languages import get_interface_language
from sites.models import Agency, AgencyQuerySet
from sites.permissions.ownership import list_live_home_pages

MAX_ITEMS = 50
# How long feeds list withdrawn bulletins, for readers who have been away.
WITHDRAWN_RETENTION = timedelta(days=30)


@dataclass(frozen=True)
class FeedSource:
    """Bulletins of a website as the subject of a feed; of one category if there is one."""

    agency: Agency
    category: Category | None = None

    @property
    def language(self) -> str:
        """Language of title and description, which is that of the frame's words."""
        return get_interface_language()

    @property
    def title(self) -> str:
        """Title of the feed."""
        subject = self.category.label if self.category else _("Bulletins")
        return f"{subject} · {self.agency.heading}"

    @property
    def description(self) -> str:
        """Description of the feed."""
        return _("Notices in force at %(agency)s.") % {"agency": self.agency.name}

    @property
    def page(self) -> str:
        """Path of the page that lists the same bulletins."""
        return reverse("bulletins") + (f"?muc={self.category}" if self.category else "")

    def get_path(self, file: str) -> str:
        """Return the path of a feed by its last part, such as `rss.xml`."""
        return reverse("bulletins") + self._folder + file

    def list_entries(self) -> list[FeedEntry]:
        """Return the entries in force, newest first, at most `MAX_ITEMS`."""
        return self.list_entries_of(self._get_visible().newest_first())

    def list_entries_of(self, sources: BulletinQuerySet) -> list[FeedEntry]:
        """Return entries of the first `MAX_ITEMS` bulletins, in the active language.

        It takes a few queries, whatever their number.
        """
        rows = sources.select_related("source__site", "locale").prefetch_related(
            "notes", WITH_RECORDINGS
        )
        # An entry has one language, so one with parts in another falls back wholly.
        bulletins = [bulletin.whole for bulletin in localize_bulletins(rows[:MAX_ITEMS])]
        prefetch_related_objects(
            [bulletin.source for bulletin in bulletins], "attachments__document"
        )
        owners = self._get_owners(bulletins)
        return [
            FeedEntry(bulletin, self.agency, owner=owners.get(bulletin, self.agency))
            for bulletin in bulletins
        ]

    def list_pressing(self) -> BulletinQuerySet:
        """Return the important and emergency bulletins of the website, for warning systems."""
        return Bulletin.objects.with_banner_on(self.agency)

    def find_alarming(self, slug: str) -> Bulletin | None:
        """Return the bulletin whose alerts the website serves below ``slug``, or None.

        It is one that the website shows, or showed until it was withdrawn.
        """
        shown = Bulletin.objects.published_to(self.agency).filter(slug=slug).first()
        return shown or Bulletin.objects.withdrawn_from(self.agency).filter(slug=slug).first()

    def find_carrier(self, source: Bulletin) -> Agency:
        """Return the agency on whose website an alert has its page and its files."""
        return self.agency

    def list_withdrawn(self) -> BulletinQuerySet:
        """Return the bulletins withdrawn in the last 30 days (`WITHDRAWN_RETENTION`), latest first.

        Whole days count, so that the clock alone changes the result only at midnight.
        """
        lately = self._get_withdrawn().filter(
            withdrawn_at__gte=_get_midnight() - WITHDRAWN_RETENTION
        )
        return lately.order_by("-withdrawn_at")

    @property
    def _folder(self) -> str:
        return f"the-loai/{self.category}/" if self.category else ""

    def _get_visible(self) -> BulletinQuerySet:
        return self._filter_by_category(Bulletin.objects.visible_on(self.agency))

    def _get_withdrawn(self) -> BulletinQuerySet:
        return self._filter_by_category(Bulletin.objects.withdrawn_from(self.agency))

    def _filter_by_category(self, sources: BulletinQuerySet) -> BulletinQuerySet:
        return sources.filter(category=self.category) if self.category else sources

    def _get_owners(self, bulletins: list[LocalizedBulletin]) -> dict[LocalizedBulletin, Agency]:
        """Return the issuer of each bulletin that its website shows in the same language."""
        owners: dict[LocalizedBulletin, Agency] = {}
        for language in {bulletin.text.language for bulletin in bulletins}:
            in_language = [bulletin for bulletin in bulletins if bulletin.text.language == language]
            shown = Bulletin.objects.published_to_issuer(language=language)
            keys = shown.filter(pk__in=[bulletin.source.pk for bulletin in in_language])
            owned = set(keys.values_list("pk", flat=True))
            for bulletin in in_language:
                if bulletin.source.source and bulletin.source.pk in owned:
                    owners[bulletin] = bulletin.source.source
        return owners


class ProvinceFeedSource(FeedSource):
    """Bulletins in force on any website of the province, as the subject of a feed.

    Each entry leads to a website that shows it: the issuer's, else the province's, else that of the
    first agency.
    """

    @property
    def title(self) -> str:
        return _("Bulletins of the whole province · %(agency)s") % {"agency": self.agency.heading}

    @property
    def description(self) -> str:
        return _("Notices in force on any website of the province.")

    def list_entries_of(self, sources: BulletinQuerySet) -> list[FeedEntry]:
        """Return entries with canonical links, without bulletins that no active agency shows.

        See `FeedSource.list_entries_of`.
        """
        entries = super().list_entries_of(sources)
        here = Bulletin.objects.published_to(self.agency)
        keys = [entry.bulletin.source.pk for entry in entries]
        shown_here = set(here.filter(pk__in=keys).values_list("pk", flat=True))
        found = [
            entry if entry.bulletin.source.pk in shown_here else self._find_canonical_entry(entry)
            for entry in entries
        ]
        # A bulletin that no active agency shows has no page to link to.
        return [CanonicalFeedEntry(each.bulletin, each.owner, each.owner) for each in found if each]

    @property
    def _folder(self) -> str:
        return "toan-tinh/"

    def _get_visible(self) -> BulletinQuerySet:
        return Bulletin.objects.on_air().addressed_within_province(self.agency)

    def list_pressing(self) -> BulletinQuerySet:
        """Return those of the whole province, whatever their audience."""
        if self.agency.is_archived:
            return Bulletin.objects.none()
        return self._concerning(Bulletin.objects.started(None).pressing())

    def find_alarming(self, slug: str) -> Bulletin | None:
        """Return the bulletin of the province with this slug, whatever its audience, or None."""
        if self.agency.is_archived:
            return super().find_alarming(slug)
        named = Bulletin.objects.filter(slug=slug)
        shown = self._concerning(named.started(None)).first()
        return shown or self._get_withdrawn().filter(slug=slug).first()

    def find_carrier(self, source: Bulletin) -> Agency:
        """Return the province, else the issuer, else the first unit whose website shows it.

        The province also if none does.
        """
        for agency in filter(None, (self.agency, source.source)):
            if source.is_addressed_to(agency) and not source.is_hidden_on(agency):
                return agency
        showing = list_showing_agencies(source).filter(pk__in=self._agencies.values("pk"))
        return showing.with_site().order_by("sort_key").first() or self.agency

    def _get_withdrawn(self) -> BulletinQuerySet:
        return self._concerning(Bulletin.objects.sources().filter(withdrawn_at__isnull=False))

    def _concerning(self, bulletins: BulletinQuerySet) -> BulletinQuerySet:
        """Return those addressed to a unit of the province, or issued by one."""
        return bulletins.addressed_within_province(self.agency) | bulletins.filter(
            source__in=self._agencies.order_by()
        )

    @property
    def _agencies(self) -> AgencyQuerySet:
        return Agency.objects.of_province(self.agency)

    def _find_canonical_entry(self, entry: FeedEntry) -> FeedEntry | None:
        """Return an entry that the province's own website does not show; None if no unit does."""
        if entry.owner.parent_id == self.agency.pk:
            return entry
        other = _find_entry_elsewhere(entry.bulletin, self._agencies)
        return entry if other and entry.owner != self.agency else other


def _find_entry_elsewhere(
    bulletin: LocalizedBulletin, agencies: AgencyQuerySet
) -> FeedEntry | None:
    """Return an entry for the first of ``agencies`` that shows the bulletin in its language.

    If none has the language, the first one in the default language; None if no active agency shows
    the bulletin.
    """
    source = bulletin.source
    showing = list_showing_agencies(source).filter(pk__in=agencies.values("pk"))
    showing = showing.with_site().order_by("sort_key")
    if not bulletin.text.is_source:
        fronts = list_live_home_pages(bulletin.text.language).values("translation_key")
        speaking = showing.filter(root_page__translation_key__in=fronts).first()
        if speaking:
            return FeedEntry(bulletin, speaking, speaking)
    first = showing.first()
    return FeedEntry(LocalizedBulletin(source, source), first, first) if first else None


def _get_midnight() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
