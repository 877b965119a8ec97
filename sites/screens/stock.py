"""Patches of Wagtail's own admin views that keep them fast with a thousand websites.

Some views list every site, group or collection, or make a query for each row. The patches change
Wagtail's classes, because Wagtail's URLs refer to them. With fewer than a dozen sites none of this
would be needed. ``tests/test_thousand_agencies.py`` opens all the views.
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
    """Filters without the choice of a site, whose query would contain every site."""

    site = None

    class Meta(PageTypesUsageReportFilterSet.Meta):
        fields = ["page_locale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        WagtailFilterSet.__init__(self, *args, **kwargs)
        self.sites_filter_enabled = False


def keep_small() -> None:
    """Apply the patches; called once, from ``ready()``."""
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
    # The button to translate is also in a page's own form; in lists it costs two queries per page.
    unhook("register_page_listing_more_buttons", page_listing_more_buttons)


def _pages_to_choose(view: chooser.BrowseView) -> Any:
    pages = view.parent_page.get_children().defer_streamfields()
    pages = pages.prefetch_workflow_states().annotate_approved_schedule()
    return pages.prefetch_related("locale", "content_type").specific()
