"""Wagtail's own screens where there are a thousand websites.

Some list every site, group or collection, or ask the database once for each row. Here these parts
are taken out of Wagtail's classes, which its addresses name: with fewer than a dozen sites none
of it would be needed. ``tests/test_thousand_agencies.py`` opens all the screens.
"""

from typing import Any

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import chooser, collection_privacy, collections, page_privacy
from wagtail.admin.views.pages.listing import (
    ExplorableIndexView,
    GenericPageFilterSet,
    PageFilterSet,
)
from wagtail.admin.views.reports.page_types_usage import (
    PageTypesUsageReportFilterSet,
    PageTypesUsageReportView,
)
from wagtail.models import Site
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from sites.screens.privacy import CollectionPrivacyForm, PagePrivacyForm
from sites.screens.root_paths import site_root_paths
from sites.unhooking import unhook

ROWS = 30


class PageTypesFilterSet(PageTypesUsageReportFilterSet):
    """Without the choice of a site, which Wagtail looks up in one query with each site in it."""

    site = None

    class Meta(PageTypesUsageReportFilterSet.Meta):
        fields = ["page_locale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        WagtailFilterSet.__init__(self, *args, **kwargs)
        self.sites_filter_enabled = False


def keep_small() -> None:
    """Take the parts out; called once, when the app is ready."""
    for filterset in (PageFilterSet, GenericPageFilterSet):
        for filters in (filterset.base_filters, filterset.declared_filters):
            filters.pop("site", None)
    PageTypesUsageReportView.filterset_class = PageTypesFilterSet
    collections.Index.paginate_by = ROWS
    ExplorableIndexView.paginate_by = ROWS
    page_privacy.SetPrivacyView.form_class = PagePrivacyForm
    collection_privacy.CollectionViewRestrictionForm = CollectionPrivacyForm
    chooser.BrowseView.get_object_list = _pages_to_choose
    Site.get_site_root_paths = staticmethod(site_root_paths)
    # Translating is offered on a page's own screen; in a list it asks twice for each page.
    unhook("register_page_listing_more_buttons", page_listing_more_buttons)


def _pages_to_choose(view: chooser.BrowseView) -> Any:
    pages = view.parent_page.get_children().defer_streamfields()
    pages = pages.prefetch_workflow_states().annotate_approved_schedule()
    return pages.prefetch_related("locale", "content_type").specific()
