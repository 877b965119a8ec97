"""Which bulletins an agency's website shows, as adjectives on the query."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from wagtail.models import Locale

from bulletins.models.audience import EVERYONE, BulletinAudience, audience_codes
from sites.models import Agency


class BulletinQuerySet(models.QuerySet):
    def sources(self) -> "BulletinQuerySet":
        """Only rows in the default language: they alone decide what is shown where."""
        # A scalar subquery costs no query of its own and lets the feed's index be used.
        default = Locale.objects.filter(language_code=settings.LANGUAGE_CODE)
        return self.filter(locale=Subquery(default.values("pk")[:1]))

    def published_to(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources that an agency's website may show at a moment, expired ones included.

        The website of a unit that has ended goes on showing what it showed, and nothing new.
        """
        codes = audience_codes(agency)
        audience = BulletinAudience.objects.filter(bulletin=OuterRef("pk"), code__in=codes)
        published = self._started(at).filter(
            Exists(audience.filter(excluded=False)), ~Exists(audience.filter(excluded=True))
        )
        if agency.archived_at:
            published = published.filter(_shown_before(agency.archived_at))
        return published

    def published_to_issuer(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources that may be shown at a moment on the website of the agency that issued them."""
        audience = BulletinAudience.objects.filter(bulletin=OuterRef("pk")).filter(
            Q(code=EVERYONE)
            | Q(code=Concat(Value("kind:"), OuterRef("source__kind")))
            | Q(code=Concat(Value("agency:"), Cast(OuterRef("source"), models.CharField())))
        )
        issued = self._started(at).exclude(source=None)
        issued = issued.filter(
            Q(source__archived_at=None) | _shown_before(models.F("source__archived_at"))
        )
        return issued.filter(
            Exists(audience.filter(excluded=False)), ~Exists(audience.filter(excluded=True))
        )

    def _started(self, at: datetime | None) -> "BulletinQuerySet":
        begun = Q(valid_from=None) | Q(valid_from__lte=at or timezone.now())
        return self.sources().filter(begun, live=True)

    def visible_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources in force on an agency's website at a moment (default: now).

        A unit that has ended is nobody's audience: nothing is in force there.
        """
        if agency.is_archived:
            return self.none()
        at = at or timezone.now()
        return self.published_to(agency, at).filter(Q(valid_until=None) | Q(valid_until__gt=at))

    def expired_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources that were in force on an agency's website and no longer are.

        Where the unit has ended, these are all that it ever showed.
        """
        at = at or timezone.now()
        published = self.published_to(agency, at)
        return published if agency.is_archived else published.filter(valid_until__lte=at)

    def in_feed_order(self) -> "BulletinQuerySet":
        """Most urgent first, then the newest."""
        return self.order_by("urgency", "-issued_on", "-pk")

    def newest_first(self) -> "BulletinQuerySet":
        """By date alone, for archives and feeds, where urgency has passed or is the reader's."""
        return self.order_by("-issued_on", "-pk")


def _shown_before(moment: datetime | models.F) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lte=moment)
    return begun & Q(first_published_at__lte=moment)
