"""Banners of a website and latest bulletins of its home page, and when time changes them.

Banners and latest bulletins come from one query, whose result is cached for all pages of the
website. ``get_cache_expiry`` is an expiry of the website's caches, ``get_stale_limit`` the end of
its pages in an outage.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, Min, When
from django.utils import timezone
from django.utils.translation import get_language

from bulletins.models import BANNER_URGENCIES, Bulletin, BulletinQuerySet, Urgency
from bulletins.selectors.localized import LocalizedBulletin, localize_bulletins, localize_preview
from sites.caching.hosts import HostMatch
from sites.caching.site_cache import (
    MAX_AGE,
    find_cached,
    get_or_build,
    make_cache_key,
    save_cached,
)
from sites.caching.versions import URGENT
from sites.models import Agency
from sites.requests import AgencyRequest

# Number of bulletins on a home page.
LATEST = 6


def list_unread_columns() -> tuple[str, ...]:
    """Return the large columns of sources that nobody reads where bulletins are only listed.

    To be deferred. Entries of lists show no body, so there is no need for it in the default
    language. In others ``localize_bulletins`` reads that of each source whose translation is not
    complete: if it were deferred, one query for each.
    """
    language = get_language() or settings.LANGUAGE_CODE
    return ("body",) if language == settings.LANGUAGE_CODE else ()


def get_cache_expiry(host_match: HostMatch, now: datetime) -> float:
    """Return when the passing of time next changes a website, or ``math.inf`` for never.

    The result is a Unix time (float, seconds). ``host_match``: the host of the website, with its
    cache versions. ``now``: aware datetime. It is ``BulletinQuerySet.next_change``, which is the
    same for all websites, cached under the cache versions of this website for at most ``MAX_AGE``
    (one hour), and under that of ``URGENT``, because pages of other websites name urgent ones too.
    """
    key = make_cache_key(host_match, "clock", [URGENT])
    moment: float | None = find_cached(key, now.timestamp().__lt__)
    if moment is None or moment <= now.timestamp():
        change = Bulletin.objects.next_change(now)
        moment = change.timestamp() if change else math.inf
        save_cached(key, moment, MAX_AGE.total_seconds())
    return moment


def get_stale_limit(host_match: HostMatch, codes: Collection[str], now: datetime) -> float:
    """Return until when a page of a website may be served in an outage, or ``math.inf``.

    The result is a Unix time (float, seconds): when the next emergency ends that the website shows,
    for pages that depend on ``URGENT`` (one of ``codes``) the next one anywhere. After it nobody
    may read that there is still danger.
    """
    names_all = URGENT in codes
    # What begins by the clock replaces no version.
    change = get_cache_expiry(host_match, now)
    key = make_cache_key(host_match, f"emergency end {names_all} {change}", [URGENT])
    moment: float | None = find_cached(key, now.timestamp().__lt__)
    if moment is None or moment <= now.timestamp():
        shown = Bulletin.objects.urgent(now)
        if not names_all:
            shown = Bulletin.objects.with_banner_on(host_match.load_site().agency, now)
        emergencies = shown.filter(urgency=Urgency.EMERGENCY, valid_until__gt=now)
        end = emergencies.aggregate(end=Min("valid_until"))["end"]
        moment = end.timestamp() if end else math.inf
        save_cached(key, moment, MAX_AGE.total_seconds())
    return moment


@dataclass(frozen=True)
class Banner(LocalizedBulletin):
    """A bulletin shown as a banner on every page.

    ``announced_at``: when it was last updated or published. ``key``: identifies the banner in
    browsers whose visitors have hidden it. It changes with each note, repetition and change of
    urgency, and not when only text is changed; empty in previews.
    """

    announced_at: datetime | None
    key: str


@dataclass(frozen=True)
class Banners:
    """The banners of a website.

    ``pressing``: the emergencies and important bulletins in force, in the order of the feed; the
    first of each urgency is shown. ``ended``: those ended in the last 24 hours.
    """

    pressing: list[Banner]
    ended: list[LocalizedBulletin]

    @property
    def emergency(self) -> Banner | None:
        """Return the emergency that is shown, or None."""
        return self._get_first(Urgency.EMERGENCY)

    @property
    def important(self) -> Banner | None:
        """Return the important bulletin that is shown, or None."""
        return self._get_first(Urgency.IMPORTANT)

    @property
    def other_count(self) -> int:
        """Return the number of further ones in force."""
        return len(self.pressing) - len({banner.source.urgency for banner in self.pressing})

    def without(self, bulletin: Bulletin) -> "Banners":
        """Return the banners of the bulletin's own page, on which it does not repeat itself.

        The next of its urgency takes its place. ``bulletin``: in any language.
        """
        key = bulletin.translation_key
        return Banners(
            [banner for banner in self.pressing if banner.source.translation_key != key],
            [ended for ended in self.ended if ended.source.translation_key != key],
        )

    def _get_first(self, urgency: Urgency) -> Banner | None:
        return next((one for one in self.pressing if one.source.urgency == urgency), None)


@dataclass(frozen=True)
class HomepageBulletins:
    """The banners of a website and the latest bulletins of its home page, which no banner shows.

    ``has_issued_elsewhere``: whether the agency has issued an urgent bulletin in force that its own
    website does not show.
    """

    banners: Banners
    latest: list[LocalizedBulletin]
    has_issued_elsewhere: bool


def get_homepage_bulletins(request: AgencyRequest) -> HomepageBulletins:
    """Return the banners and latest bulletins of the requested website, in the active language.

    Pinned bulletins come first in ``latest``. The result is cached until the website changes. If
    ``request.previewed`` is a bulletin, nothing is cached, and it replaces its published version.
    """
    previewed = getattr(request, "previewed", None)
    if isinstance(previewed, Bulletin):
        return _arrange_bulletins(
            request.agency, _insert_preview(_list_localized(request.agency), previewed)
        )
    return get_or_build(
        request,
        "front",
        lambda: build_homepage_bulletins(request.agency),
        until=lambda: get_cache_expiry(request.host_match, timezone.now()),
    )


def build_homepage_bulletins(agency: Agency) -> HomepageBulletins:
    """Return the same for an agency from the database, without cache or preview."""
    return _arrange_bulletins(agency, _list_localized(agency))


def _list_localized(agency: Agency) -> list[LocalizedBulletin]:
    rows = _list_rows(agency).select_related("source__site", "locale").with_note_counts()
    ordered = rows.with_placement(agency).ordered_for_feed()
    is_read = "body" not in list_unread_columns()
    return localize_bulletins(ordered if is_read else _fetch_with_banner_bodies(ordered))


def _fetch_with_banner_bodies(bulletins: BulletinQuerySet) -> list[Bulletin]:
    """Return bulletins of which only those that may be banners have their body.

    The mark of a banner is made of it. The other ones are listed by their title.
    """
    # In the same query, because after an emergency all websites ask it.
    body = Case(When(urgency__in=BANNER_URGENCIES, then="body"))
    rows = list(bulletins.defer("body").annotate(banner_body=body))
    for row in rows:
        value = vars(row).pop("banner_body")
        if row.urgency in BANNER_URGENCIES:
            row.body = value
    return rows


def _arrange_bulletins(agency: Agency, bulletins: list[LocalizedBulletin]) -> HomepageBulletins:
    banners = _build_banners(bulletins)
    shown = {one.source.pk for one in (banners.emergency, banners.important) if one}
    listed = [
        bulletin
        for bulletin in bulletins
        if not bulletin.source.is_expired() and bulletin.source.pk not in shown
    ]
    # ``sorted`` is stable: pinned bulletins keep the order of the feed, and so do the others.
    latest = sorted(listed, key=lambda bulletin: not getattr(bulletin.source, "pinned_here", False))
    issued = Bulletin.objects.urgent().filter(source=agency)
    elsewhere = issued.exclude(pk__in=Bulletin.objects.visible_on(agency).values("pk"))
    return HomepageBulletins(banners, latest[:LATEST], elsewhere.exists())


def _list_rows(agency: Agency) -> BulletinQuerySet:
    pressing = Bulletin.objects.with_banner_on(agency)
    if agency.is_archived:
        return pressing
    visible = Bulletin.objects.visible_on(agency)
    # Two of them may be banners.
    first = visible.ordered_for_feed().values("pk")[: LATEST + 2]
    # Each part of the union uses its own index; an OR would read all bulletins.
    parts = pressing.values("pk").union(
        visible.pinned_on(agency).values("pk"),
        Bulletin.objects.filter(pk__in=first).values("pk"),
    )
    return Bulletin.objects.filter(pk__in=parts)


def _insert_preview(
    bulletins: list[LocalizedBulletin], previewed: Bulletin
) -> list[LocalizedBulletin]:
    key = previewed.translation_key
    others = [bulletin for bulletin in bulletins if bulletin.source.translation_key != key]
    return [localize_preview(previewed), *others]


def _build_banners(bulletins: list[LocalizedBulletin]) -> Banners:
    pressing = [bulletin for bulletin in bulletins if bulletin.source.urgency != Urgency.ROUTINE]
    return Banners(
        [_build_banner(one) for one in pressing if not one.source.is_expired()],
        [one for one in pressing if one.source.is_recently_ended()],
    )


def _build_banner(bulletin: LocalizedBulletin) -> Banner:
    source = bulletin.source
    if not hasattr(source, "note_count"):
        # A preview, which has no annotations and cannot be hidden.
        return Banner(source, bulletin.text, source.changed_at, key="", note=bulletin.note)
    announced_at = max(filter(None, (source.noted_at, source.repeated_at)), default=None)
    noted = int(announced_at.timestamp()) if announced_at else 0
    key = f"{source.pk}-{source.urgency}-{source.note_count}-{noted}"
    return Banner(source, bulletin.text, source.announced_at, key, note=bulletin.note)
