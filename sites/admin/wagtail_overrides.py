"""Changes to Wagtail's own forms, filters and queries, also for a thousand websites.

Privacy forms of pages and collections offer a password and nothing else. Site root paths are read
in two queries instead of one per site.

What can be said in Wagtail's own ways stands in ``TenantPageViewSet`` and in ``sites.admin.urls``.
``apply_wagtail_overrides`` replaces the rest. ``tests/test_many_agencies.py`` opens all the views.
"""

from collections import defaultdict
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from wagtail.admin import auth
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views import collection_privacy
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportFilterSet
from wagtail.models import BaseViewRestriction, Page
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
    Site,
    SiteRootPath,
)
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from sites.hooks import unregister_hook

# How long site root paths are cached; the same as Wagtail's timeout.
CACHE_SECONDS = 3600


class WithoutGroupsMixin:
    """Mixin that offers only "public" and "with a password".

    Citizens have no accounts, so restrictions by sign-in or group would lock everybody out.
    """

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["groups"]
        kept = {BaseViewRestriction.NONE, BaseViewRestriction.PASSWORD}
        field = self.fields["restriction_type"]
        field.choices = [choice for choice in field.choices if choice[0] in kept]


class PagePrivacyForm(WithoutGroupsMixin, PageViewRestrictionForm):
    """Privacy form of a page."""


class CollectionPrivacyForm(WithoutGroupsMixin, CollectionViewRestrictionForm):
    """Privacy form of a collection."""


def get_site_root_paths() -> list[SiteRootPath]:
    """Return the same as ``Site.get_site_root_paths``, under the same cache key."""
    paths = cache.get(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)
    if paths is None:
        paths = _query_root_paths()
        cache.set(SITE_ROOT_PATHS_CACHE_KEY, paths, CACHE_SECONDS, SITE_ROOT_PATHS_CACHE_VERSION)
    return [SiteRootPath(*path) for path in paths]


def _query_root_paths() -> list[SiteRootPath]:
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


class WithoutChecksMixin:
    """Mixin that removes Wagtail's side panel with checks from a form.

    The panel needs Wagtail's user bar on the websites; without it, it finds nothing and reports
    that all is well. Its readability score is made for other languages. Advice is shown above the
    buttons instead; see ``content.advice``.
    """

    def get_side_panels(self) -> MediaContainer:
        panels: Any = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer(panel for panel in panels if not isinstance(panel, ChecksSidePanel))


class PageTypesFilterSet(PageTypesUsageReportFilterSet):
    """Filters without the choice of a site, whose query would contain every site."""

    site = None

    class Meta(PageTypesUsageReportFilterSet.Meta):
        fields = ["page_locale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        WagtailFilterSet.__init__(self, *args, **kwargs)
        self.sites_filter_enabled = False


def apply_wagtail_overrides() -> None:
    """Replace what Wagtail offers no other way for; called once, from ``ready()``."""
    # The view is a function, which takes the form from its module.
    collection_privacy.CollectionViewRestrictionForm = CollectionPrivacyForm
    Site.get_site_root_paths = staticmethod(get_site_root_paths)
    auth.permission_denied = _deny_marked
    # The button to translate is also in a page's own form; in lists it costs two queries per page.
    unregister_hook("register_page_listing_more_buttons", page_listing_more_buttons)
    # In the header it is sites.admin.translation_buttons that shows it.
    unregister_hook("register_page_header_buttons", page_listing_more_buttons)


_deny = auth.permission_denied


def _deny_marked(request: HttpRequest) -> HttpResponse:
    vars(request)["was_refused"] = True
    return _deny(request)


def was_refused(request: HttpRequest) -> bool:
    """Return whether Wagtail has refused this request, which it does with a redirect."""
    return "was_refused" in vars(request)
