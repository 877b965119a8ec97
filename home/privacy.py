"""Which pages of a website are behind a password, cached under its versions.

A restriction that is set, changed or removed replaces the versions of its website
(``sites.receivers``), so what is cached is never older than what the page cache answers.
"""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from sites.caching.site_cache import get_or_build
from sites.models import Agency, Kind
from sites.permissions.ownership import HOME_DEPTH, descendants_q
from sites.requests import AgencyRequest


def list_private_paths(request: AgencyRequest) -> tuple[str, ...]:
    """Return the tree paths of the pages that have a restriction, which holds below them too.

    Those of the website, and of a province's, which every website may link.
    """
    return tuple(path for _key, path in _list_private_pages(request))


def is_open_to_all(request: AgencyRequest, chain: Iterable[Page]) -> bool:
    """Return whether it is certain that the last page of ``chain`` has no restriction.

    ``chain``: the page and all pages above it, the home page included. False where one of them is
    an alias, which has the restrictions of its source: then Wagtail has to be asked.
    """
    private = _list_private_pages(request)
    keys, paths = {key for key, _path in private}, tuple(path for _key, path in private)
    # By keys too: a page that has just been moved has another path than the cached one.
    return not any(
        page.alias_of_id or page.pk in keys or page.path.startswith(paths) for page in chain
    )


def _list_private_pages(request: AgencyRequest) -> tuple[tuple[int, str], ...]:
    """Return primary key and tree path of each page that has a restriction."""
    return get_or_build(
        request, "private pages", lambda: _query_private_pages(request), own_only=True
    )


def _query_private_pages(request: AgencyRequest) -> tuple[tuple[int, str], ...]:
    agencies = Agency.objects.filter(Q(pk=request.agency.pk) | Q(kind=Kind.PROVINCE))
    keys = agencies.values("root_page__translation_key")
    homes = Page.objects.filter(translation_key__in=keys, depth=HOME_DEPTH)
    below = descendants_q("page__path", homes.values_list("path", flat=True))
    # What is set on the root of the tree holds for all websites.
    rows = PageViewRestriction.objects.filter(below | Q(page__depth__lt=HOME_DEPTH))
    return tuple(rows.values_list("page", "page__path"))
