"""Which bulletins an agency's website shows, as adjectives on the query."""

from datetime import datetime, timedelta
from itertools import count

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from bulletins.models.audience import BulletinAudience
from bulletins.models.choices import PRESSING, Urgency
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from sites.models import EVERYONE, Agency, AgencyGroup
from sites.page_owners import fronts_in
from sites.slugs import vietnamese_slug

# What has an address of its own where a bulletin's would be.
RESERVED_SLUGS = {"luu-tru", "nguon-tin", "nhung", "the-loai", "toan-tinh"}
# How long a website says that an important bulletin or an emergency has ended.
CLOSING = timedelta(hours=24)
# Leaves room for a number behind it.
SLUG_BASE = 76


class BulletinQuerySet(models.QuerySet):
    def sources(self) -> "BulletinQuerySet":
        """Only rows in the default language: they alone decide what is shown where."""
        # A scalar subquery costs no query of its own and lets the feed's index be used.
        default = Locale.objects.filter(language_code=settings.LANGUAGE_CODE)
        return self.filter(locale=Subquery(default.values("pk")[:1]))

    def for_codes(self, codes: list[str]) -> "BulletinQuerySet":
        """What is for whoever is addressed by these codes; an exclusion wins."""
        audience = BulletinAudience.objects.filter(bulletin=OuterRef("pk"), code__in=codes)
        return self.filter(
            Exists(audience.filter(excluded=False)), ~Exists(audience.filter(excluded=True))
        )

    def naming(self, code: str) -> "BulletinQuerySet":
        """Sources whose audience, published or in the draft, has this code, excluded or not."""
        published = BulletinAudience.objects.filter(bulletin=OuterRef("pk"), code=code)
        # A draft is a revision. A code stands in it between quotation marks, and no other does.
        drafted = Q(latest_revision__content__audience__icontains=f'"{code}"')
        return self.sources().filter(Q(Exists(published)) | drafted)

    def matching(self, query: str) -> "BulletinQuerySet":
        """What has every word of ``query`` in its title, accents or not; words match from their
        beginning, and no words find nothing. It is the search of the admin's list.
        """
        found = get_search_backend().autocomplete(
            query or " ", self.model, order_by_relevance=False
        )
        return self.filter(pk__in=found.get_queryset().values("pk"))

    def published_to(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources that an agency's website may show at a moment, expired ones included.

        The website of a unit that has ended goes on showing what it showed, and nothing new.
        """
        return self.offered_to(agency, at).exclude(self._hidden_by(agency))

    def offered_to(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """As ``published_to``, with what the unit keeps off its website."""
        offered = self.started(at).for_codes(agency.codes)
        return offered.filter(_shown_before(agency.archived_at)) if agency.archived_at else offered

    def published_to_issuer(
        self, at: datetime | None = None, language: str = settings.LANGUAGE_CODE
    ) -> "BulletinQuerySet":
        """Sources that may be shown at a moment on the website of the agency that issued them,
        where that is there in a language.
        """
        memberships = AgencyGroup.agencies.through.objects.filter(
            agency=OuterRef(OuterRef("source"))
        )
        groups = memberships.values_list(
            Concat(Value("group:"), Cast("agencygroup", models.CharField()))
        )
        audience = BulletinAudience.objects.filter(bulletin=OuterRef("pk")).filter(
            Q(code=EVERYONE)
            | Q(code=Concat(Value("kind:"), OuterRef("source__kind")))
            | Q(code=Concat(Value("agency:"), Cast(OuterRef("source"), models.CharField())))
            | Q(code__in=groups)
        )
        issued = self.started(at).exclude(source=None)
        if language != settings.LANGUAGE_CODE:
            key = OuterRef("source__root_page__translation_key")
            issued = issued.filter(Exists(fronts_in(language).filter(translation_key=key)))
        issued = issued.exclude(self._hidden_by(OuterRef("source")))
        issued = issued.filter(
            Q(source__archived_at=None) | _shown_before(models.F("source__archived_at"))
        )
        return issued.filter(
            Exists(audience.filter(excluded=False)), ~Exists(audience.filter(excluded=True))
        )

    def started(self, at: datetime | None) -> "BulletinQuerySet":
        """Live sources whose time had begun at a moment (default: now), expired ones included."""
        begun = Q(valid_from=None) | Q(valid_from__lte=at or timezone.now())
        return self.sources().filter(begun, live=True)

    def _hidden_by(self, agency: Agency | OuterRef) -> Q:
        """What a unit keeps off its website; nobody can keep off what presses."""
        hidden = Placement.objects.filter(bulletin=OuterRef("pk"), agency=agency, hidden=True)
        return Q(Exists(hidden), urgency=Urgency.ROUTINE)

    def visible_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources in force on an agency's website at a moment (default: now).

        A unit that has ended is nobody's audience: nothing is in force there.
        """
        if agency.is_archived:
            return self.none()
        at = at or timezone.now()
        return self.published_to(agency, at).in_force(at)

    def canonical_on(self, agency: Agency, language: str) -> "BulletinQuerySet":
        """Leave out what search engines shall keep in a language on its issuer's website instead;
        the same rule as ``Bulletin.canonical_url``.
        """
        issued = BulletinQuerySet(self.model).published_to_issuer(language=language)
        elsewhere = issued.exclude(source=agency)
        return self.exclude(pk__in=elsewhere.values("pk"))

    def in_force(self, at: datetime | None = None) -> "BulletinQuerySet":
        """What has neither expired nor been ended at a moment (default: now)."""
        return self.filter(_in_force(at or timezone.now()))

    def out_of_force(self, at: datetime | None = None) -> "BulletinQuerySet":
        """What has expired or been ended by a moment (default: now)."""
        return self.exclude(_in_force(at or timezone.now()))

    def on_air(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources in force at a moment (default: now), on whatever websites."""
        at = at or timezone.now()
        return self.started(at).filter(_in_force(at))

    def asking(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources that units are asked to confirm at a moment (default: now).

        What has expired asks on, for reports may be due later; what was ended does not.
        """
        return self.started(at).filter(confirm_by__isnull=False, ended_at=None)

    def expired_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Sources that were in force on an agency's website and no longer are.

        Where the unit has ended, these are all that it ever showed.
        """
        at = at or timezone.now()
        published = self.published_to(agency, at)
        return published if agency.is_archived else published.out_of_force(at)

    def pressing_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """What presses on an agency's website, and for 24 hours what did until it was ended."""
        if agency.is_archived:
            return self.none()
        at = at or timezone.now()
        ended_lately = Q(ended_at__lte=at, ended_at__gt=at - CLOSING)
        shown = _in_force(at) | ended_lately
        # Named one by one, so that the feed's index leads to them.
        return self.published_to(agency, at).filter(shown, urgency__in=PRESSING)

    def withdrawn_from(self, agency: Agency) -> "BulletinQuerySet":
        """Sources that an agency's website showed, or would have, until they were withdrawn."""
        withdrawn = self.sources().filter(withdrawn_at__isnull=False).for_codes(agency.codes)
        if agency.archived_at:
            withdrawn = withdrawn.filter(_shown_before(agency.archived_at))
        return withdrawn

    def pinned_on(self, agency: Agency) -> "BulletinQuerySet":
        """What a unit has put first on its own website."""
        return self.filter(self._pinned_by(agency))

    def not_pinned_on(self, agency: Agency) -> "BulletinQuerySet":
        """What a unit has left in its place."""
        return self.exclude(self._pinned_by(agency))

    def with_pins(self, agency: Agency) -> "BulletinQuerySet":
        """Say of each, as ``pinned_here``, whether the unit has put it first."""
        return self.annotate(pinned_here=self._pinned_by(agency))

    def _pinned_by(self, agency: Agency) -> Exists:
        return Exists(Placement.objects.filter(bulletin=OuterRef("pk"), agency=agency, pinned=True))

    def with_news(self) -> "BulletinQuerySet":
        """Say of each what was told after it was published.

        ``told_at``: of its newest update, else of its last publication; ``note_count`` and
        ``noted_at``: how many updates and corrections there are, and when the last one is of.
        """
        notes = BulletinNote.objects.filter(bulletin=OuterRef("pk")).order_by("-at")
        updates = notes.filter(kind=NoteKind.UPDATE)
        counts = notes.order_by().values("bulletin").annotate(count=Count("pk"))
        return self.annotate(
            told_at=Coalesce(Subquery(updates.values("at")[:1]), "last_published_at"),
            note_count=Coalesce(Subquery(counts.values("count")), 0),
            noted_at=Subquery(notes.values("at")[:1]),
        )

    def next_change(self, at: datetime | None = None) -> datetime | None:
        """Return when any website changes next by the clock alone; None: not that is known."""
        at = at or timezone.now()
        moments = (
            self.sources()
            .filter(live=True)
            .aggregate(
                begin=Min("valid_from", filter=Q(valid_from__gt=at)),
                end=Min("valid_until", filter=Q(valid_until__gt=at)),
                ended=Min("ended_at", filter=Q(ended_at__gt=at - CLOSING)),
            )
        )
        ended = moments.pop("ended")
        closed = [ended + CLOSING] if ended else []
        return min(filter(None, [*moments.values(), *closed]), default=None)

    def free_slug(self, title: str, otherwise: str = "") -> str:
        """Return an address made from a title that none of these has, numbered where it is taken.

        ``otherwise`` serves where the title has no letter or digit; without it the result is empty.
        """
        slug = vietnamese_slug(title) or otherwise
        if not slug:
            return ""
        base = slug[:SLUG_BASE]
        taken = set(self.filter(slug__startswith=base).values_list("slug", flat=True))
        taken |= RESERVED_SLUGS
        numbered = (f"{base}-{number}" for number in count(2))
        return slug if slug not in taken else next(one for one in numbered if one not in taken)

    def in_feed_order(self) -> "BulletinQuerySet":
        """Most urgent first, then what was issued or announced again last."""
        return self.order_by("urgency", "-announced_on", "-pk")

    def newest_first(self) -> "BulletinQuerySet":
        """By date alone, for archives and feeds, where urgency has passed or is the reader's."""
        return self.order_by("-announced_on", "-pk")


def _in_force(at: datetime) -> Q:
    valid = Q(valid_until=None) | Q(valid_until__gt=at)
    return valid & (Q(ended_at=None) | Q(ended_at__gt=at))


def _shown_before(moment: datetime | F) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lte=moment)
    return begun & Q(first_published_at__lte=moment)
