"""Cache invalidation of exactly those websites that a change of a bulletin concerns.

What is followed stands in ``bulletins.receivers``. See docs/features/page-cache.md.
"""

from bulletins.models import Bulletin, BulletinAudience, BulletinQuerySet
from sites.caching.versions import bump_cache_versions
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
    """Invalidate the websites in the audiences of bulletins, in any language."""
    sources = Bulletin.objects.sources()
    lines = BulletinAudience.objects.filter(
        bulletin__in=sources.filter(translation_key__in=bulletins.values("translation_key")),
        excluded=False,
    )
    codes = set(lines.values_list("code", flat=True))
    bump_cache_versions([EVERYONE] if EVERYONE in codes else codes)
