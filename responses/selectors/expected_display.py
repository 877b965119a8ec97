"""Bulletins that each website must show at present, according to the database."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bulletins.models import BANNER_URGENCIES, Bulletin
from bulletins.selectors.banners import build_homepage_bulletins
from bulletins.selectors.localized import LocalizedBulletin
from bulletins.selectors.urgent import UrgentBulletin, build_urgent_bulletins, is_listed_on
from responses.models import Expected
from sites.models import Agency

HOME = "/"


@dataclass(frozen=True)
class Expectation:
    """What one website must show of one bulletin.

    `mark`: the version mark that its page must have. `has_banner`: whether the home page must have
    its banner. `is_listed`: whether the home page must list it as urgent elsewhere, which the
    province's portal and the issuer's website do. `is_addressed`: whether the agency is in the
    bulletin's audience.
    """

    bulletin_id: int
    path: str
    mark: str
    expected: Expected
    has_banner: bool
    is_listed: bool
    is_addressed: bool


@dataclass(frozen=True)
class CheckPlan:
    """Everything to check on one website.

    It is complete, because the thread that checks it must not query the database.
    """

    agency: Agency
    host: str
    listing: str
    expectations: tuple[Expectation, ...]


def list_bulletins(keys: Collection[int]) -> list[Bulletin]:
    """Return the source bulletins with these keys; what `build_check_plan` needs is prefetched."""
    sources = Bulletin.objects.sources().filter(pk__in=keys)
    return list(sources.select_related("locale").prefetch_related("audience").order_by("pk"))


def build_check_plan(agency: Agency, bulletins: list[Bulletin]) -> CheckPlan:
    """Return what an agency's website must show of source bulletins, in Vietnamese."""
    with translation.override(settings.LANGUAGE_CODE):
        banners = build_homepage_bulletins(agency).banners
        pressing = filter(None, (banners.emergency, banners.important, *banners.ended))
        shown = {banner.mark for banner in pressing}
        expected = _get_expected(agency, bulletins)
        elsewhere = _get_urgent_elsewhere(agency, bulletins, expected)
        expected |= dict.fromkeys(elsewhere, Expected.ELSEWHERE)
        expectations = tuple(
            Expectation(
                bulletin_id=bulletin.pk,
                path=bulletin.path,
                mark=(
                    elsewhere[bulletin.pk].elsewhere_mark
                    if bulletin.pk in elsewhere
                    else LocalizedBulletin(bulletin, bulletin).mark
                ),
                expected=expected.get(bulletin.pk, Expected.ABSENT),
                has_banner=LocalizedBulletin(bulletin, bulletin).mark in shown,
                is_listed=bulletin.pk in elsewhere and is_listed_on(agency, elsewhere[bulletin.pk]),
                is_addressed=bulletin.is_addressed_to(agency),
            )
            for bulletin in bulletins
        )
        return CheckPlan(agency, agency.site.hostname, reverse("bulletins"), expectations)


def _get_urgent_elsewhere(
    agency: Agency, bulletins: list[Bulletin], expected: dict[int, Expected]
) -> dict[int, UrgentBulletin]:
    """Return the urgent bulletins in force that the website must lead to, by primary key."""
    keys = {
        bulletin.pk
        for bulletin in bulletins
        if bulletin.urgency in BANNER_URGENCIES
        and bulletin.pk not in expected
        and not bulletin.is_expired()
    }
    found = build_urgent_bulletins(agency) if keys else []
    return {bulletin.source.pk: bulletin for bulletin in found if bulletin.source.pk in keys}


def _get_expected(agency: Agency, bulletins: list[Bulletin]) -> dict[int, Expected]:
    """Return what is expected of each bulletin, by primary key; the last rule wins.

    A bulletin that the website neither has nor had is missing in the result.
    """
    chosen = Bulletin.objects.filter(pk__in=[bulletin.pk for bulletin in bulletins])
    rules = (
        (Expected.WITHDRAWN, chosen.withdrawn_from(agency)),
        (Expected.OVER, chosen.published_to(agency)),
        (Expected.SHOWN, chosen.visible_on(agency)),
    )
    return {key: expected for expected, rows in rules for key in rows.values_list("pk", flat=True)}
