"""Wagtail's site root paths, read in two queries instead of one per site."""

from collections import defaultdict

from django.core.cache import cache
from wagtail.models import Page, Site
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
    SiteRootPath,
)

# The same timeout as Wagtail's.
SECONDS = 3600


def site_root_paths() -> list[SiteRootPath]:
    """Return the same as ``Site.get_site_root_paths``, under the same cache key."""
    paths = cache.get(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)
    if paths is None:
        paths = _look_up()
        cache.set(SITE_ROOT_PATHS_CACHE_KEY, paths, SECONDS, SITE_ROOT_PATHS_CACHE_VERSION)
    return [SiteRootPath(*path) for path in paths]


def _look_up() -> list[SiteRootPath]:
    sites = Site.objects.select_related("root_page").order_by(
        "-root_page__url_path", "-is_default_site", "hostname"
    )
    homes: dict[object, list[Page]] = defaultdict(list)
    keys = sites.order_by().values("root_page__translation_key")
    for home in Page.objects.filter(translation_key__in=keys).select_related("locale"):
        homes[home.translation_key].append(home)
    return [
        SiteRootPath(site.pk, home.url_path, site.root_url, home.locale.language_code)
        for site in sites
        for home in homes[site.root_page.translation_key]
    ]
