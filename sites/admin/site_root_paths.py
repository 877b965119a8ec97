"""The addresses of all websites, by which Wagtail turns places in the page tree into URLs.

Wagtail reads them from the cache for every page of a list, where for thousands of websites
unpickling takes longer than all else. Here each process holds them as long as the cache has the
stamp they were held under.
"""

import secrets
from collections import defaultdict

from django.core.cache import cache
from wagtail.models import Page
from wagtail.models.sites import Site, SiteRootPath

from ops.commit_hooks import run_after_commit

# How long they are cached; the same as Wagtail's timeout.
CACHE_SECONDS = 60 * 60
STAMP_KEY = "site-root-paths"

_clear_wagtail_cache = Site.clear_site_root_paths_cache


class SiteRootPaths:
    """The root paths of all websites, in the order of Wagtail's."""

    def __init__(self) -> None:
        # Always replaced as a whole: threads share it.
        self._stamped_paths: tuple[str, list[SiteRootPath]] = ("", [])

    def get(self) -> list[SiteRootPath]:
        """Return the same as ``Site.get_site_root_paths``; nobody may change the list."""
        stamp, paths = self._stamped_paths
        shared: str = cache.get(STAMP_KEY) or _renew_stamp()
        if shared != stamp:
            # Kept under the stamp that was there before the database is asked: if something is
            # committed meanwhile, there is another one, under which nobody looks for this.
            cached = cache.get(make_paths_key(shared))
            paths = _query_and_cache(shared) if cached is None else cached
            self._stamped_paths = (shared, paths)
        return paths

    def clear(self) -> None:
        """Have all processes query anew, now and, in a transaction, once it is committed.

        Another process may have queried in the meantime what was there before.
        """
        _forget()
        run_after_commit(_forget)


def make_paths_key(stamp: str) -> str:
    """Return the key of the paths that a stamp stands for."""
    return f"{STAMP_KEY}-{stamp}"


def _renew_stamp() -> str:
    stamp = secrets.token_hex(8)
    cache.set(STAMP_KEY, stamp, CACHE_SECONDS)
    return stamp


def _forget() -> None:
    _renew_stamp()
    # For processes of a release that knew no stamps, which run beside this one in an upgrade.
    _clear_wagtail_cache()


def _query_and_cache(stamp: str) -> list[SiteRootPath]:
    paths = _query_paths()
    cache.set(make_paths_key(stamp), paths, CACHE_SECONDS)
    return paths


def _query_paths() -> list[SiteRootPath]:
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
