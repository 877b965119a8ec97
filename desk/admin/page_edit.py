"""Views of the page editor for members of an agency, which lead back to a list of pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.menus.pages import get_page_header_buttons
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.permissions import is_administrator
from desk.admin.page_lists import DocumentListing, InformationListing, NewsListing, ProcedureListing
from desk.selectors.page_advice import list_page_advice
from sites.admin.pages import TenantPageViewSet
from sites.admin.wagtail_overrides import WithoutChecksMixin

LISTINGS = {
    model: listing
    for listing in (NewsListing, DocumentListing, ProcedureListing, InformationListing)
    for model in listing.models
}
WAGTAIL_EDIT_TEMPLATE = "wagtailadmin/pages/edit.html"
# Actions of the page tree, which are hidden from members.
TREE_ROUTES = (
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_explore",
)


def get_listing_url(page: Page) -> str:
    """Return the URL of the list that has a page, or of the dashboard if none has."""
    listing = LISTINGS.get(type(page))
    return reverse(listing.index_url_name if listing else "wagtailadmin_home")


class FromListingMixin(WithoutChecksMixin, WagtailAdminTemplateMixin):
    """Mixin for page forms that lead back to a list instead of the page tree.

    For ICT administrators they behave as Wagtail's.
    """

    request: HttpRequest
    page: Page
    next_url: str

    @property
    def listing_url(self) -> str:
        """The URL of the list that has the page, or of the dashboard."""
        return get_listing_url(self.page)

    def redirect_away(self) -> HttpResponse:
        if self.next_url or is_administrator(self.request.user):
            return super().redirect_away()
        return redirect(self.listing_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if is_administrator(self.request.user):
            return context
        return context | {"listing_trail": self._build_breadcrumbs(context["header_title"])}

    def _build_breadcrumbs(self, title: str) -> list[dict[str, str]]:
        trail = [{"url": reverse("wagtailadmin_home"), "label": _("Overview")}]
        listing = LISTINGS.get(type(self.page))
        if listing:
            trail.append({"url": self.listing_url, "label": str(listing.page_title)})
        return [*trail, {"url": "", "label": self.page.get_admin_display_title() or title}]


class LimitedActionsMixin(FromListingMixin):
    """Mixin for forms of existing pages: hides the actions of the page tree from members."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if is_administrator(self.request.user):
            return super().header_more_buttons
        buttons = get_page_header_buttons(
            page=self.page, user=self.request.user, next_url=self.listing_url, view_name="edit"
        )
        names = (*TREE_ROUTES, "wagtailadmin_pages:edit")
        hidden = {reverse(name, args=[self.page.pk]) for name in names}
        return [button for button in buttons if button.url.partition("?")[0] not in hidden]


class DeskCreateView(FromListingMixin, CreateView):
    """The form for a new page; its template has room for the hints, shown from the first save."""

    template_name = "desk/create.html"


class DeskEditView(LimitedActionsMixin, EditView):
    """The form of a page, with hints above the buttons as of the last save."""

    partials_template_name = "desk/edit_partials.html"

    def get_template_names(self) -> list[str]:
        names: list[str] = super().get_template_names()
        return ["desk/edit.html" if name == WAGTAIL_EDIT_TEMPLATE else name for name in names]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"advice": list_page_advice(self.form.instance)}


class DeskRevertView(LimitedActionsMixin, RevisionsRevertView):
    """The form that reverts a page to an earlier revision."""


class DeskUnpublishView(UnpublishView):
    """The view that unpublishes a page; members are redirected to its list afterwards."""

    def get_next_url(self) -> str:
        if is_administrator(self.request.user):
            return super().get_next_url()
        return get_valid_next_url_from_request(self.request) or get_listing_url(self.object)


class DeskPageViewSet(TenantPageViewSet):
    """The admin views of all pages, with this module's views for editing."""

    add_view_class = DeskCreateView
    edit_view_class = DeskEditView
    revisions_revert_view_class = DeskRevertView
    unpublish_view_class = DeskUnpublishView
