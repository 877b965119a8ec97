"""Views of the page editor for members of an agency, which lead back to a list of pages."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus.pages import get_page_header_buttons
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page

from accounts.models import User
from accounts.permissions import is_administrator
from content.requirements import list_requirements
from desk.admin.page_languages import list_language_buttons
from desk.admin.page_lists import DocumentListing, InformationListing, NewsListing, ProcedureListing
from desk.admin.site_tree import get_tree_url
from desk.selectors.page_advice import list_page_advice
from home.models import HomePage
from home.page_forms import REVIEW_BY
from home.services.page_reviews import set_review_date
from sites.admin.newer_versions import AskBeforeOverwritingMixin
from sites.admin.pages import TenantPageViewSet
from sites.admin.wagtail_overrides import WithoutChecksMixin
from sites.permissions.ownership import get_page_agency

LISTINGS = {
    model: listing
    for listing in (NewsListing, DocumentListing, ProcedureListing, InformationListing)
    for model in listing.models
    # The front page has an entry of its own in the menu.
    if model is not HomePage
}
# The screens that lead to the form of a page and get their people back; others are lists.
ORIGINS: dict[str, str | Promise] = {
    "desk:agency_pages": gettext_lazy("Pages"),
    "desk:front_page": gettext_lazy("Front page"),
    "desk:reviews": gettext_lazy("Pages to look at again"),
}
MAX_TITLE = 255
WAGTAIL_EDIT_TEMPLATE = "wagtailadmin/pages/edit.html"
# Actions of the page tree, which are hidden from members.
TREE_ROUTES = (
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_explore",
)


def get_origin(page: Page, parent: Page | None = None) -> tuple[str, str | Promise]:
    """Return URL and label of the screen that has a page: its list, or the tree of its website.

    ``parent``: the page below which a new one is made.
    """
    listing = LISTINGS.get(type(page))
    if listing:
        return reverse(listing.index_url_name), listing.page_title
    agency = get_page_agency(parent or page)
    if agency:
        return get_tree_url(agency), ORIGINS["desk:agency_pages"]
    return reverse("wagtailadmin_home"), gettext_lazy("Overview")


def _find_origin(url: str) -> tuple[str, str | Promise] | None:
    """Return URL and label of the screen at ``url`` if it is one of ``ORIGINS``."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    label = ORIGINS.get(match.view_name)
    return (url, label) if label else None


class FromListingMixin(WithoutChecksMixin, WagtailAdminTemplateMixin):
    """Mixin for page forms that lead back to a list instead of the page tree.

    For ICT administrators they behave as Wagtail's.
    """

    request: HttpRequest
    page: Page
    next_url: str

    @cached_property
    def origin(self) -> tuple[str, str | Promise]:
        """URL and label of the screen to go back to: where the user came from, if it is known."""
        came_from = _find_origin(self.next_url) if self.next_url else None
        return came_from or get_origin(self.page, getattr(self, "parent_page", None))

    @property
    def listing_url(self) -> str:
        """The URL of the screen to go back to."""
        return self.origin[0]

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if REVIEW_BY in form.cleaned_data:
            by = cast(User, self.request.user)
            set_review_date(page=self.page, review_by=form.cleaned_data[REVIEW_BY], by=by)
        return response

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
        url, label = self.origin
        if url != trail[0]["url"]:
            trail.append({"url": url, "label": str(label)})
        return [*trail, {"url": "", "label": self.page.get_admin_display_title() or title}]


class LimitedActionsMixin(FromListingMixin):
    """Mixin for forms of existing pages: hides the actions of the page tree from members.

    The ways to the page's other languages stand in the header.
    """

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, *list_language_buttons(self.page, self.request.user)]

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
    """The form for a new page; its template has room for the hints, shown from the first save.

    ``?title=`` fills the title in, as for what was searched for in vain.
    """

    template_name = "desk/create.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        self.page.title = request.GET.get("title", "")[:MAX_TITLE]
        return super().get(request)


class DeskEditView(AskBeforeOverwritingMixin, LimitedActionsMixin, EditView):
    """The form of a page, with hints above the buttons as of the last save."""

    partials_template_name = "desk/edit_partials.html"
    editor_form_id = "page-edit-form"

    @property
    def edited_object(self) -> Page:
        return self.real_page_record

    def get_template_names(self) -> list[str]:
        names: list[str] = super().get_template_names()
        return ["desk/edit.html" if name == WAGTAIL_EDIT_TEMPLATE else name for name in names]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        advice = list_page_advice(self.form.instance, missing=list_requirements(self.form))
        return super().get_context_data(**kwargs) | {"advice": advice}


class DeskRevertView(LimitedActionsMixin, RevisionsRevertView):
    """The form that reverts a page to an earlier revision."""


class DeskUnpublishView(UnpublishView):
    """The view that unpublishes a page; members are redirected to its list afterwards."""

    def get_next_url(self) -> str:
        if is_administrator(self.request.user):
            return super().get_next_url()
        return get_valid_next_url_from_request(self.request) or get_origin(self.object)[0]


class DeskPageViewSet(TenantPageViewSet):
    """The admin views of all pages, with this module's views for editing."""

    add_view_class = DeskCreateView
    edit_view_class = DeskEditView
    revisions_revert_view_class = DeskRevertView
    unpublish_view_class = DeskUnpublishView
