"""Banners of a website and latest bulletins of its home page, and when time changes them.

Banners and latest bulletins come from one query, whose result is cached for all pages of the
website. ``get_cache_expiry`` is an expiry of the website's caches.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.utils import timezone

from bulletins.models import Bulletin, BulletinQuerySet, Urgency
from bulletins.selectors.localized import LocalizedBulletin, localize_bulletins
from sites.caching.hosts import HostMatch
from sites.caching.site_cache import MAX_AGE, PAGES, get_or_build, make_cache_key
from sites.models import Agency
from sites.requests import AgencyRequest

# Number of bulletins on a home page.
LATEST = 6


def get_cache_expiry(host_match: HostMatch, now: datetime) -> float:
    """Return when the passing of time next changes a website, or ``math.inf`` for never.

    The result is a Unix time (float, seconds). ``host_match``: the host of the website, with its
    cache versions. ``now``: aware datetime. It is ``BulletinQuerySet.next_change``, which is the
    same for all websites, cached under the cache versions of this website for at most ``MAX_AGE``
    (one hour).
    """
    key = make_cache_key(host_match, "clock")
    moment: float | None = caches[PAGES].get(key)
    if moment is None or moment <= now.timestamp():
        change = Bulletin.objects.next_change(now)
        moment = change.timestamp() if change else math.inf
        caches[PAGES].set(key, moment, MAX_AGE.total_seconds())
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
    """The banners of a website: at most one emergency and one important bulletin.

    ``others``: number of further ones in force. ``ended``: those ended in the last 24 hours.
    """

    emergency: Banner | None
    important: Banner | None
    other_count: int
    ended: list[LocalizedBulletin]


@dataclass(frozen=True)
class HomepageBulletins:
    """The banners of a website and the latest bulletins of its home page."""

    banners: Banners
    latest: list[LocalizedBulletin]


def get_homepage_bulletins(request: AgencyRequest) -> HomepageBulletins:
    """Return the banners and latest bulletins of the requested website, in the active language.

    Pinned bulletins come first in ``latest``. The result is cached until the website changes. If
    ``request.previewed`` is a bulletin, nothing is cached, and it replaces its published version.
    """
    previewed = getattr(request, "previewed", None)
    if isinstance(previewed, Bulletin):
        return _arrange_bulletins(_insert_preview(_list_localized(request.agency), previewed))
    return get_or_build(
        request,
        "front",
        lambda: build_homepage_bulletins(request.agency),
        until=lambda: get_cache_expiry(request.host_match, timezone.now()),
    )


def build_homepage_bulletins(agency: Agency) -> HomepageBulletins:
    """Return the same for an agency from the database, without cache or preview."""
    return _arrange_bulletins(_list_localized(agency))


def _list_localized(agency: Agency) -> list[LocalizedBulletin]:
    rows = _list_rows(agency).select_related("source__site", "locale").with_note_counts()
    return localize_bulletins(rows.with_placement(agency).ordered_for_feed())


def _arrange_bulletins(bulletins: list[LocalizedBulletin]) -> HomepageBulletins:
    in_force = [bulletin for bulletin in bulletins if not bulletin.source.is_expired()]
    # ``sorted`` is stable: pinned bulletins keep the order of the feed, and so do the others.
    latest = sorted(
        in_force, key=lambda bulletin: not getattr(bulletin.source, "pinned_here", False)
    )
    return HomepageBulletins(_build_banners(bulletins), latest[:LATEST])


def _list_rows(agency: Agency) -> BulletinQuerySet:
    pressing = Bulletin.objects.with_banner_on(agency)
    if agency.is_archived:
        return pressing
    visible = Bulletin.objects.visible_on(agency)
    first = visible.ordered_for_feed().values("pk")[:LATEST]
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
    return [LocalizedBulletin(previewed, previewed), *others]


def _build_banners(bulletins: list[LocalizedBulletin]) -> Banners:
    pressing = [bulletin for bulletin in bulletins if bulletin.source.urgency != Urgency.ROUTINE]
    in_force = [bulletin for bulletin in pressing if not bulletin.source.is_expired()]
    first: dict[str, LocalizedBulletin] = {}
    for bulletin in in_force:
        first.setdefault(bulletin.source.urgency, bulletin)
    return Banners(
        emergency=_build_banner(first.get(Urgency.EMERGENCY)),
        important=_build_banner(first.get(Urgency.IMPORTANT)),
        other_count=len(in_force) - len(first),
        ended=[bulletin for bulletin in pressing if bulletin.source.is_recently_ended()],
    )


def _build_banner(bulletin: LocalizedBulletin | None) -> Banner | None:
    if bulletin is None:
        return None
    source = bulletin.source
    if not hasattr(source, "note_count"):
        # A preview, which has no annotations and cannot be hidden.
        return Banner(source, bulletin.text, source.changed_at, key="", note=bulletin.note)
    announced_at = max(filter(None, (source.noted_at, source.repeated_at)), default=None)
    noted = int(announced_at.timestamp()) if announced_at else 0
    key = f"{source.pk}-{source.urgency}-{source.note_count}-{noted}"
    return Banner(source, bulletin.text, source.announced_at, key, note=bulletin.note)
