"""Changes to Wagtail's own forms, filters and queries, also for a thousand websites.

Privacy forms of pages and collections offer a password and nothing else. Site root paths are held
by each process, and read in two queries instead of one per site (``sites.admin.site_root_paths``).

What can be said in Wagtail's own ways stands in ``TenantPageViewSet`` and in ``sites.admin.urls``.
``apply_wagtail_overrides`` replaces the rest. ``tests/test_many_agencies.py`` opens all the views.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import auth
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views import collection_privacy
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportFilterSet
from wagtail.models import BaseViewRestriction
from wagtail.models.sites import Site
from wagtail.sites.views import DeleteView as SiteDeleteView
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from sites.admin.site_root_paths import SiteRootPaths
from sites.hooks import unregister_hook


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
    paths = SiteRootPaths()
    Site.get_site_root_paths = staticmethod(paths.get)
    Site.clear_site_root_paths_cache = staticmethod(paths.clear)
    auth.permission_denied = _deny_marked
    SiteDeleteView.confirmation_message = _(
        "The website of a unit cannot be deleted here: end the unit instead, then its website "
        "stays to be read. A website without a unit is gone for good; its pages stay."
    )
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
