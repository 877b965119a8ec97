"""What one feed is about: a website, or one category of its bulletins."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.feeds.entry import Entry
from bulletins.models import Bulletin, Category
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

    def path(self, name: str) -> str:
        """Return the path of the feed whose route has a name."""
        return reverse(name, args=[self.category] if self.category else [])

    def entries(self) -> list[Entry]:
        """What is in force, the newest first."""
        return self.entries_of(
            self._narrowed(Bulletin.objects.visible_on(self.agency)).newest_first()
        )

    def entries_of(self, sources: BulletinQuerySet) -> list[Entry]:
        """The first of some bulletins, in the language of the moment, in a few queries."""
        rows = sources.select_related("source__site", "locale").prefetch_related("notes")
        notices = in_language_of_moment(rows[:MOST_ITEMS])
        prefetch_related_objects([notice.text for notice in notices], "attachments__document")
        keys = [notice.source.pk for notice in notices]
        at_issuers = Bulletin.objects.published_to_issuer().filter(pk__in=keys)
        owned = set(at_issuers.values_list("pk", flat=True))
        issuers = {notice: notice.source.source for notice in notices if notice.source.pk in owned}
        return [
            Entry(notice, self.agency, owner=issuers.get(notice) or self.agency)
            for notice in notices
        ]

    def withdrawn(self) -> BulletinQuerySet:
        """What was withdrawn in the last days, the latest first.

        Counted by whole days: what changes by the clock alone changes at midnight.
        """
        withdrawn = self._narrowed(Bulletin.objects.withdrawn_from(self.agency))
        return withdrawn.filter(withdrawn_at__gte=_midnight() - REMEMBERED).order_by(
            "-withdrawn_at"
        )

    def _narrowed(self, sources: BulletinQuerySet) -> BulletinQuerySet:
        return sources.filter(category=self.category) if self.category else sources


def _midnight() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
