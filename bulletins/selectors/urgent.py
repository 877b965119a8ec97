"""Urgent bulletins in force anywhere in a province, whomever they are for.

The audience decides whose website carries a bulletin. While an important bulletin or an emergency
is in force, everybody can reach it: see docs/features/emergency-layer.md. The list of a website is
cached under its versions and that of ``URGENT``.
"""

import math
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import get_language

from bulletins.models import Bulletin, BulletinQuerySet
from bulletins.selectors.audience import describe_places, list_showing_agencies
from bulletins.selectors.banners import get_cache_expiry, get_homepage_bulletins
from bulletins.selectors.localized import (
    ELSEWHERE,
    LocalizedBulletin,
    get_version_mark,
    localize_bulletins,
)
from sites.caching.site_cache import get_or_build
from sites.caching.versions import URGENT
from sites.models import Agency, AgencyQuerySet, Kind
from sites.permissions.ownership import has_language, list_live_home_pages
from sites.requests import AgencyRequest, SiteRequest

# Bulletins; a list would say nothing any more long before.
MAX_URGENT = 50
# Agencies whose names the search knows a bulletin by, and whose websites its page leads to.
MAX_NAMED = 300
MAX_WEBSITES = 30


@dataclass(frozen=True)
class UrgentBulletin(LocalizedBulletin):
    """An important bulletin or an emergency in force.

    ``places``: where it holds, in words within a sentence. ``names``: names of the agencies whose
    websites show it, at most ``MAX_NAMED``; empty if they are all. ``owner``: the agency on whose
    website it is best read, at ``url``. ``is_here``: whether the website of the request shows it.
    """

    places: str
    names: tuple[str, ...]
    owner: Agency
    url: str
    is_here: bool

    @property
    def place_label(self) -> str:
        """The places as the beginning of a line."""
        return capfirst(self.places)

    @property
    def nearest_url(self) -> str:
        """Where it is read from the website of the request: there, else at ``url``."""
        return self.source.path if self.is_here else self.url

    @property
    def elsewhere_mark(self) -> str:
        """The version mark of its page on a website outside the audience, which leads to it."""
        return get_version_mark(self.source, self.text, ELSEWHERE)


@dataclass(frozen=True)
class ShowingWebsite:
    """A website that shows a bulletin: the name of its agency, and the bulletin's URL there."""

    name: str
    url: str


def get_urgent_bulletins(request: SiteRequest | AgencyRequest) -> list[UrgentBulletin]:
    """Return the urgent bulletins of the province of the requested website, most urgent first.

    On the admin's host those of all provinces. The page of the request depends on ``URGENT`` from
    then on. Titles and texts are in the active language where they are translated.
    """
    return get_or_build(
        request,
        "urgent",
        lambda: build_urgent_bulletins(request.agency),
        until=lambda: _get_expiry(request),
        codes=[URGENT],
    )


def _get_expiry(request: SiteRequest | AgencyRequest) -> float:
    host_match = request.host_match
    return get_cache_expiry(host_match, timezone.now()) if host_match else math.inf


def list_urgent_elsewhere(request: AgencyRequest) -> list[UrgentBulletin]:
    """Return the urgent bulletins that a website lists although it does not show them.

    The province's portal lists all of the province, every other website those that its agency has
    issued.
    """
    agency = request.agency
    if agency.kind != Kind.PROVINCE and not get_homepage_bulletins(request).has_issued_elsewhere:
        # Does not depend on ``URGENT``: most websites are not drawn anew for others' emergencies.
        return []
    return [
        bulletin for bulletin in get_urgent_bulletins(request) if is_listed_on(agency, bulletin)
    ]


def is_listed_on(agency: Agency, bulletin: UrgentBulletin) -> bool:
    """Return whether an agency's home page lists a bulletin that its website does not show."""
    is_portal = agency.kind == Kind.PROVINCE
    return not bulletin.is_here and (is_portal or bulletin.source.source_id == agency.pk)


def find_urgent_elsewhere(request: AgencyRequest, slug: str) -> UrgentBulletin | None:
    """Return the urgent bulletin with this slug that the website does not show, or None."""
    found = (each for each in get_urgent_bulletins(request) if each.source.slug == slug)
    return next((each for each in found if not each.is_here), None)


def build_urgent_bulletins(agency: Agency | None) -> list[UrgentBulletin]:
    """Return the same as ``get_urgent_bulletins`` for an agency, from the database.

    One query if there is none, else a few for each bulletin. Without those that no active agency
    shows: they would lead nowhere.
    """
    agencies = Agency.objects.of_province(agency) if agency else Agency.objects.all()
    rows = _list_sources(agency).select_related("source__site", "locale")
    sources = list(rows.prefetch_related("audience").ordered_for_feed()[:MAX_URGENT])
    if not sources:
        return []
    chosen = Bulletin.objects.filter(pk__in=[source.pk for source in sources])
    issued = set(chosen.published_to_issuer().values_list("pk", flat=True))
    here = set(chosen.visible_on(agency).values_list("pk", flat=True)) if agency else set()
    found = (
        _build_urgent(bulletin, agencies, bulletin.source.pk in issued, bulletin.source.pk in here)
        for bulletin in localize_bulletins(sources)
    )
    return [bulletin for bulletin in found if bulletin]


def list_showing_websites(bulletin: LocalizedBulletin, agency: Agency) -> list[ShowingWebsite]:
    """Return the websites in an agency's province that show a bulletin, at most ``MAX_WEBSITES``.

    Two queries. URLs are in the active language where the website has it, else in Vietnamese.
    """
    language = get_language() or settings.LANGUAGE_CODE
    agencies = Agency.objects.of_province(agency)
    showing = _list_showing(bulletin.source, agencies).select_related("root_page")[:MAX_WEBSITES]
    fronts = list_live_home_pages(language).filter(
        translation_key__in=[each.root_page.translation_key for each in showing]
    )
    speaking = set(fronts.values_list("translation_key", flat=True))
    return [
        ShowingWebsite(
            each.heading,
            _get_url(bulletin.source, each, each.root_page.translation_key in speaking),
        )
        for each in showing
    ]


def get_issuer_url(bulletin: UrgentBulletin) -> str:
    """Return the URL of a bulletin on the website of its issuer; its ``url`` if that is unknown.

    The website of an issuer always answers there, also outside the audience.
    """
    issuer = bulletin.source.source
    if issuer is None:
        return bulletin.url
    return _get_url(bulletin.source, issuer, has_language(issuer, get_language()))


def _list_sources(agency: Agency | None) -> BulletinQuerySet:
    urgent = Bulletin.objects.urgent()
    if agency is None:
        return urgent
    return urgent.addressed_within_province(agency) | urgent.filter(source=agency)


def _build_urgent(
    bulletin: LocalizedBulletin, agencies: AgencyQuerySet, is_issuer_showing: bool, is_here: bool
) -> UrgentBulletin | None:
    source = bulletin.source
    showing = _list_showing(source, agencies).values_list("pk", "kind", "name_vi")[:MAX_NAMED]
    names = {key: name for key, _kind, name in showing}
    owner = source.source if is_issuer_showing else None
    if owner is None:
        portals = (key for key, kind, _name in showing if kind == Kind.PROVINCE)
        key = next(portals, next(iter(names), None))
        owner = agencies.with_site().get(pk=key) if key else None
    if owner is None:
        return None
    others = agencies.active().exclude(pk__in=names)
    is_for_all = len(names) == MAX_NAMED or not others.exists()
    return UrgentBulletin(
        source,
        bulletin.text,
        note=bulletin.note,
        places=describe_places(source.audience.all()),
        names=() if is_for_all else tuple(names.values()),
        owner=owner,
        url=_get_url(source, owner, has_language(owner, get_language())),
        is_here=is_here,
    )


def _list_showing(source: Bulletin, agencies: AgencyQuerySet) -> AgencyQuerySet:
    showing = list_showing_agencies(source).filter(pk__in=agencies.values("pk"))
    return showing.with_site().order_by("sort_key")


def _get_url(source: Bulletin, owner: Agency, is_in_language: bool) -> str:
    language = get_language() if is_in_language else settings.LANGUAGE_CODE
    with translation.override(language):
        return owner.root_url + source.path
