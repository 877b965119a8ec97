"""Cache invalidation of exactly those websites that a change of a bulletin concerns.

What is followed stands in ``bulletins.receivers``. See docs/features/page-cache.md.
"""

from collections.abc import Iterable

from bulletins.models import BANNER_URGENCIES, Bulletin, BulletinAudience, BulletinQuerySet
from sites.caching.versions import BULLETINS, URGENT, bump_cache_versions
from sites.models import EVERYONE


def bump_audience(bulletin: Bulletin, change: object) -> None:
    """Invalidate the websites in the audience of a changed bulletin (effect of publishing)."""
    bump_websites(bulletin)


def bump_websites(bulletin: Bulletin) -> None:
    """Invalidate the websites in the audience of a bulletin.

    ``bulletin``: in any language; a translation has the audience of its source.
    """
    bump_audiences(Bulletin.objects.filter(translation_key=bulletin.translation_key))


def bump_audiences(bulletins: BulletinQuerySet) -> None:
    """Invalidate the websites in the audiences of bulletins, in any language.

    Of urgent bulletins also what other websites say about them; see ``list_urgent_codes``.
    """
    sources = Bulletin.objects.sources()
    lines = BulletinAudience.objects.filter(
        bulletin__in=sources.filter(translation_key__in=bulletins.values("translation_key")),
        excluded=False,
    )
    rows = list(lines.values_list("code", "bulletin__urgency", "bulletin__source"))
    codes = {code for code, _urgency, _source in rows}
    codes = {EVERYONE} if EVERYONE in codes else codes
    bump_codes(codes, list_urgent_codes(row[1:] for row in rows))


def bump_codes(audience: Iterable[str], urgent: Iterable[str] = ()) -> None:
    """Invalidate the websites with a code of an audience, and what else names urgent bulletins.

    ``urgent``: codes of ``list_urgent_codes``.
    """
    bump_cache_versions({BULLETINS if code == EVERYONE else code for code in audience} | {*urgent})


def bump_urgent(bulletins: BulletinQuerySet) -> None:
    """Invalidate only what websites outside their audiences say about urgent bulletins."""
    sources = bulletins.sources().filter(live=True)
    bump_cache_versions(list_urgent_codes(sources.values_list("urgency", "source")))


def list_urgent_codes(rows: Iterable[tuple[str, int | None]]) -> set[str]:
    """Return the codes of the pages that name urgent bulletins outside their audience.

    ``rows``: urgency and issuer (primary key) of each bulletin. The province's portal, pages at the
    addresses of such bulletins and searches have ``URGENT``; the website of the issuer, which lists
    its own, has its own code. Empty if none of the bulletins is urgent.
    """
    issuers = {source for urgency, source in rows if urgency in BANNER_URGENCIES}
    return {f"agency:{issuer}" for issuer in issuers - {None}} | ({URGENT} if issuers else set())
