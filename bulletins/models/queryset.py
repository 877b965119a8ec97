"""QuerySet of bulletins, with the selection that an agency's website shows.

A *source* is a bulletin row in the default language (``LANGUAGE_CODE``); methods that return
sources leave translations out. ``at`` is an aware datetime and defaults to now. Bulletins are read
live for each website instead of being copied: docs/decisions/0001 and 0002.
"""

from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from bulletins.models.audience import BulletinAudience, addressed_q, list_group_codes
from bulletins.models.choices import BANNER_URGENCIES, Urgency
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.placement import Placement
from content.text.slugs import make_slug
from sites.models import BELOW, EVERYONE, Agency, Kind
from sites.permissions.ownership import list_live_home_pages

# Path segments below /ban-tin/ that other views use (``bulletins.urls``, ``channels.urls``).
RESERVED_SLUGS = {"luu-tru", "nguon-tin", "nhung", "the-loai", "toan-tinh"}
# How long a website announces that an important or emergency bulletin was ended.
CLOSING_PERIOD = timedelta(hours=24)
# Characters; leaves room for a number at the end.
SLUG_BASE = 76


class ShowingAgency(NamedTuple):
    """What decides which bulletins the website of an agency shows.

    Instead of the agency in a prepared query, where each may be a parameter
    (``ops.database.prepared_query``).
    """

    pk: int
    codes: list[str]
    archived_at: datetime | None
    is_archived: bool


class BulletinQuerySet(models.QuerySet):
    """Bulletins by website, time, audience and order; see the module's docstring."""

    def sources(self) -> "BulletinQuerySet":
        """Return only rows in the default language: they alone decide what is shown where."""
        # A scalar subquery avoids a separate query and lets the index ``bulletin_feed`` be used.
        default = Locale.objects.filter(language_code=settings.LANGUAGE_CODE)
        return self.filter(locale=Subquery(default.values("pk")[:1]))

    def for_codes(self, codes: list[str]) -> "BulletinQuerySet":
        """Return bulletins whose audience includes one of these codes and excludes none of them.

        ``codes``: as in ``Agency.codes``, for example ``agency:12``, ``kind:district``, ``all``.
        """
        audience = BulletinAudience.objects.filter(bulletin=OuterRef("pk"), code__in=codes)
        return self.filter(
            Exists(audience.filter(excluded=False)), ~Exists(audience.filter(excluded=True))
        )

    def addressed_to_code(self, code: str) -> "BulletinQuerySet":
        """Return sources whose published or draft audience has ``code``, included or excluded."""
        published = BulletinAudience.objects.filter(bulletin=OuterRef("pk"), code=code)
        # The draft's audience is in the JSON of the latest revision. With its quotation marks a
        # code matches only itself: not ``agency:12`` for ``agency:1``.
        drafted = Q(latest_revision__content__audience__icontains=f'"{code}"')
        return self.sources().filter(Q(Exists(published)) | drafted)

    def matching(self, query: str) -> "BulletinQuerySet":
        """Return bulletins that have every word of ``query`` in their title.

        Accents are optional and words match by prefix, as in the search of the admin's list. An
        empty query matches nothing.
        """
        found = get_search_backend().autocomplete(
            query or " ", self.model, order_by_relevance=False
        )
        return self.filter(pk__in=found.get_queryset().values("pk"))

    def published_to(
        self, agency: Agency | ShowingAgency, at: datetime | None = None
    ) -> "BulletinQuerySet":
        """Return sources that an agency's website may show at ``at``, expired ones included.

        The website of an archived agency goes on showing what it showed, and nothing new. For a
        single bulletin the rule is ``started``, ``is_addressed_to`` and not ``is_hidden_on``.
        """
        return self.offered_to(agency, at).exclude(self._hidden_by(agency.pk))

    def offered_to(
        self, agency: Agency | ShowingAgency, at: datetime | None = None
    ) -> "BulletinQuerySet":
        """Return the same as ``published_to``, and those that the agency has hidden."""
        offered = self.started(at).for_codes(agency.codes)
        return (
            offered.filter(_shown_before_q(agency.archived_at)) if agency.archived_at else offered
        )

    def published_to_issuer(
        self, at: datetime | None = None, language: str = settings.LANGUAGE_CODE
    ) -> "BulletinQuerySet":
        """Return sources that the website of their issuing agency may show at ``at``.

        ``language``: the issuer's website must exist in this language.
        """
        audience = BulletinAudience.objects.filter(
            addressed_q("source", "source__"), bulletin=OuterRef("pk")
        )
        issued = self.started(at).exclude(source=None)
        if language != settings.LANGUAGE_CODE:
            key = OuterRef("source__root_page__translation_key")
            issued = issued.filter(
                Exists(list_live_home_pages(language).filter(translation_key=key))
            )
        issued = issued.exclude(self._hidden_by(OuterRef("source")))
        issued = issued.filter(
            Q(source__archived_at=None) | _shown_before_q(models.F("source__archived_at"))
        )
        return issued.filter(
            Exists(audience.filter(excluded=False)), ~Exists(audience.filter(excluded=True))
        )

    def addressed_within_province(self, agency: Agency) -> "BulletinQuerySet":
        """Return bulletins whose audience includes a unit of the province of ``agency``.

        See ``AgencyQuerySet.of_province``. Of exclusions only that of the whole province counts.
        """
        agencies = Agency.objects.of_province(agency).order_by()
        province = agency if agency.kind == Kind.PROVINCE else agency.parent
        own = Concat(Value("agency:"), Cast("pk", models.CharField()))
        kinds = Concat(Value("kind:"), "kind")
        named = (
            Q(code=EVERYONE)
            | Q(code__in=agencies.values_list(kinds))
            | Q(code__in=agencies.values_list(_below("code")))
            | Q(code__in=agencies.values_list(_below("parent__code")))
            | Q(code__in=list_group_codes(agency__in=agencies.values("pk")))
            | Q(code__in=agencies.values_list(own))
        )
        lines = BulletinAudience.objects.filter(bulletin=OuterRef("pk"))
        found = self.filter(Exists(lines.filter(named, excluded=False)))
        if province is None:
            return found
        return found.filter(~Exists(lines.filter(code=province.below_code, excluded=True)))

    def started(self, at: datetime | None) -> "BulletinQuerySet":
        """Return live sources that have become valid by ``at``, expired ones included."""
        begun = Q(valid_from=None) | Q(valid_from__lte=at or timezone.now())
        return self.sources().filter(begun, live=True)

    def _hidden_by(self, agency: int | OuterRef) -> Q:
        """Match what an agency hides on its website; only routine bulletins can be hidden."""
        hidden = Placement.objects.filter(bulletin=OuterRef("pk"), agency=agency, hidden=True)
        return Q(Exists(hidden), urgency=Urgency.ROUTINE)

    def visible_on(
        self, agency: Agency | ShowingAgency, at: datetime | None = None
    ) -> "BulletinQuerySet":
        """Return sources in force on an agency's website at ``at``; none if it is archived."""
        if agency.is_archived:
            return self.none()
        at = at or timezone.now()
        return self.published_to(agency, at).in_force(at)

    def canonical_on(self, agency: Agency, language: str) -> "BulletinQuerySet":
        """Exclude bulletins whose canonical URL in ``language`` is on another agency's website.

        The same rule as ``Bulletin.canonical_url``.
        """
        issued = BulletinQuerySet(self.model).published_to_issuer(language=language)
        elsewhere = issued.exclude(source=agency)
        return self.exclude(pk__in=elsewhere.values("pk"))

    def in_force(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return bulletins that have neither expired nor been ended by ``at``."""
        return self.filter(_in_force_q(at or timezone.now()))

    def not_in_force(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return bulletins that have expired or been ended by ``at``."""
        return self.exclude(_in_force_q(at or timezone.now()))

    def on_air(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return sources that are live and in force at ``at``, whatever their audience."""
        at = at or timezone.now()
        return self.started(at).filter(_in_force_q(at))

    def urgent(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return the important and emergency sources in force at ``at``, whatever their audience.

        While they are, everybody can reach them; see docs/features/emergency-layer.md.
        """
        return self.on_air(at).filter(urgency__in=BANNER_URGENCIES)

    def unconfirmed(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return sources in force at ``at`` that should be confirmed or ended, oldest first.

        The same rule as ``Bulletin.is_unconfirmed``.
        """
        at = at or timezone.now()
        old = self.on_air(at).filter(confirmation_due_at__lte=at)
        return old.order_by("last_confirmed_at", "pk")

    def requiring_acknowledgement(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return sources that require an acknowledgement from their audience at ``at``.

        Expired bulletins still do, because reports may be due later; ended ones do not.
        """
        return self.started(at).filter(confirm_by__isnull=False, ended_at=None)

    def expired_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Return sources that were in force on an agency's website and no longer are at ``at``.

        For an archived agency these are all that its website ever showed.
        """
        at = at or timezone.now()
        published = self.published_to(agency, at)
        return published if agency.is_archived else published.not_in_force(at)

    def with_banner_on(self, agency: Agency, at: datetime | None = None) -> "BulletinQuerySet":
        """Return the important and emergency bulletins to show as banners on a website.

        These are those in force at ``at`` and, for 24 hours (``CLOSING_PERIOD``), those that were
        ended. Empty if the agency is archived.
        """
        if agency.is_archived:
            return self.none()
        return self.published_to(agency, at).pressing(at)

    def pressing(self, at: datetime | None = None) -> "BulletinQuerySet":
        """Return important and emergency bulletins in force at ``at``, or ended shortly before it.

        Shortly: 24 hours (``CLOSING_PERIOD``).
        """
        at = at or timezone.now()
        ended_lately = Q(ended_at__lte=at, ended_at__gt=at - CLOSING_PERIOD)
        shown = _in_force_q(at) | ended_lately
        # ``urgency__in`` instead of an exclusion, so that the index ``bulletin_feed`` is used.
        return self.filter(shown, urgency__in=BANNER_URGENCIES)

    def withdrawn_from(self, agency: Agency) -> "BulletinQuerySet":
        """Return withdrawn sources that an agency's website would otherwise show."""
        withdrawn = self.sources().filter(withdrawn_at__isnull=False).for_codes(agency.codes)
        if agency.archived_at:
            withdrawn = withdrawn.filter(_shown_before_q(agency.archived_at))
        return withdrawn

    def pinned_on(self, agency: Agency | ShowingAgency) -> "BulletinQuerySet":
        """Return bulletins that the agency has pinned to the top of its website."""
        return self.filter(self._pinned_by(agency.pk))

    def not_pinned_on(self, agency: Agency | ShowingAgency) -> "BulletinQuerySet":
        """Return bulletins that the agency has not pinned."""
        return self.exclude(self._pinned_by(agency.pk))

    def with_placement(self, agency: Agency | ShowingAgency) -> "BulletinQuerySet":
        """Annotate each bulletin with ``pinned_here``: whether the agency has pinned it."""
        return self.annotate(pinned_here=self._pinned_by(agency.pk))

    def _pinned_by(self, agency: int) -> Exists:
        return Exists(Placement.objects.filter(bulletin=OuterRef("pk"), agency=agency, pinned=True))

    def with_note_counts(self) -> "BulletinQuerySet":
        """Annotate each bulletin with its updates and corrections.

        ``announced_at``: time of the newest update, else of the last publication. ``note_count``:
        number of updates and corrections. ``noted_at``: time of the newest of them, or None.
        """
        notes = BulletinNote.objects.filter(bulletin=OuterRef("pk")).order_by("-at")
        updates = notes.filter(kind=NoteKind.UPDATE)
        counts = notes.order_by().values("bulletin").annotate(count=Count("pk"))
        return self.annotate(
            announced_at=Coalesce(Subquery(updates.values("at")[:1]), "last_published_at"),
            note_count=Coalesce(Subquery(counts.values("count")), 0),
            noted_at=Subquery(notes.values("at")[:1]),
        )

    def next_change(self, at: datetime | None = None) -> datetime | None:
        """Return when the passing of time next changes what any website shows, or None.

        That is when a live source becomes valid, expires, was last confirmed too long ago, or was
        ended ``CLOSING_PERIOD`` ago.
        """
        at = at or timezone.now()
        moments = (
            self.sources()
            .filter(live=True)
            .aggregate(
                begin=Min("valid_from", filter=Q(valid_from__gt=at)),
                end=Min("valid_until", filter=Q(valid_until__gt=at)),
                due=Min("confirmation_due_at", filter=Q(confirmation_due_at__gt=at)),
                ended=Min("ended_at", filter=Q(ended_at__gt=at - CLOSING_PERIOD)),
            )
        )
        ended = moments.pop("ended")
        closed = [ended + CLOSING_PERIOD] if ended else []
        return min(filter(None, [*moments.values(), *closed]), default=None)

    def free_slug(self, title: str, otherwise: str = "") -> str:
        """Return a slug made from ``title`` that no bulletin in this queryset uses.

        A number is appended if the slug is taken or reserved. ``otherwise`` is used if the title
        has no letter or digit; the result is empty if ``otherwise`` is empty too.
        """
        slug = make_slug(title) or otherwise
        if not slug:
            return ""
        base = slug[:SLUG_BASE]
        taken = set(self.filter(slug__startswith=base).values_list("slug", flat=True))
        taken |= RESERVED_SLUGS
        numbered = (f"{base}-{number}" for number in count(2))
        return (
            slug
            if slug not in taken
            else next(candidate for candidate in numbered if candidate not in taken)
        )

    def ordered_for_feed(self) -> "BulletinQuerySet":
        """Order by urgency, then by date of the issue or last repetition, newest first."""
        return self.order_by("urgency", "-announced_on", "-pk")

    def newest_first(self) -> "BulletinQuerySet":
        """Order by date of the issue or last repetition alone, newest first.

        For archives, where urgency has passed, and for feeds, which leave it to the reader.
        """
        return self.order_by("-announced_on", "-pk")


def _below(code: str) -> Concat:
    return Concat(Value(BELOW), code, output_field=models.CharField())


def _in_force_q(at: datetime) -> Q:
    valid = Q(valid_until=None) | Q(valid_until__gt=at)
    return valid & (Q(ended_at=None) | Q(ended_at__gt=at))


def _shown_before_q(moment: datetime | F) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lte=moment)
    return begun & Q(first_published_at__lte=moment)
