"""The screen "Pages": one website as its people know it, and moving its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from accounts.models import User
from desk.admin.base import AgencyChoiceView, AgencyViewMixin
from desk.admin.page_create import ParentChoice
from desk.admin.page_lists import (
    DocumentListing,
    NewsListing,
    PageListing,
    ProcedureListing,
    get_add_url,
)
from desk.selectors.page_status import get_status_label
from desk.selectors.site_tree import LISTED, TreeNode, build_site_trees, list_destinations
from desk.selectors.workspace import get_edit_url, get_workspace
from desk.services.page_order import move_page_below, shift_page
from home.models import exclude_trash
from home.paths import HOME_DEPTH, get_page_path
from members.permissions import list_members
from sites.models import Agency
from sites.permissions.ownership import HOME_PATH_LENGTH, get_page_agency

LISTINGS: dict[type[Page], type[PageListing]] = dict(
    zip(LISTED, (NewsListing, DocumentListing, ProcedureListing), strict=True)
)


def get_tree_url(agency: Agency) -> str:
    """Return the URL of the tree of an agency's website."""
    return reverse("desk:agency_pages", args=[agency.pk])


def list_new_page_models(parent: Page) -> list[type[Page]]:
    """Return the page types that may be added below a page, as far as there is room for them."""
    models = parent.specific_class.creatable_subpage_models()
    return [model for model in models if model.can_create_at(parent)]


@dataclass(frozen=True)
class TreeRow:
    """One page of the tree, with what the user may do with it; URLs are empty where nothing."""

    page: Page
    below: list["TreeRow"]
    kind: str
    state: str
    rights: str
    edit_url: str
    add_url: str
    list_url: str
    list_label: str
    live_url: str
    move_url: str
    arrange_url: str
    can_rise: bool
    can_sink: bool


class TreeBuilder:
    """Makes the rows of the tree of one website for one user."""

    def __init__(self, agency: Agency, user: User) -> None:
        self.agency, self.user = agency, user
        self.query = urlencode({"next": get_tree_url(agency)})

    def build_row(self, node: TreeNode, *, first: bool = True, last: bool = True) -> TreeRow:
        """Return the row of a page. ``first``, ``last``: whether it is among those it stands with.

        A page can be shifted by who may reorder the pages of its parent.
        """
        page = node.page
        permissions = page.permissions_for_user(self.user)
        may_change = page.depth > HOME_DEPTH and permissions.can_reorder_children()
        listing = LISTINGS.get(type(page))
        size = len(node.below)
        return TreeRow(
            page=page,
            below=[
                self.build_row(below, first=number == 1, last=number == size)
                for number, below in enumerate(node.below, start=1)
            ],
            kind=page.page_type_display_name,
            state=get_status_label(page),
            rights=str(self._describe_rights(permissions)),
            edit_url=f"{get_edit_url(page)}?{self.query}" if permissions.can_edit() else "",
            add_url=self._get_add_url(page) if permissions.can_add_subpage() else "",
            list_url=reverse(listing.index_url_name) if listing else "",
            list_label=str(listing.page_title) if listing else "",
            live_url=self.agency.root_url + get_page_path(page) if page.live else "",
            move_url=self._get_move_url(page) if may_change else "",
            arrange_url=self._get_arrange_url(page) if permissions.can_edit() else "",
            can_rise=may_change and not first,
            can_sink=may_change and not last,
        )

    @staticmethod
    def _describe_rights(permissions: Any) -> str | Promise:
        if not permissions.can_edit():
            return gettext_lazy("you can read it")
        if permissions.can_publish():
            return gettext_lazy("you change and publish it")
        return gettext_lazy("you change it, a moderator publishes it")

    def _get_add_url(self, page: Page) -> str:
        models = list_new_page_models(page)
        if len(models) == 1:
            return f"{get_add_url(models[0], page)}?{self.query}"
        return reverse("desk:add_below", args=[page.pk])

    def _get_arrange_url(self, page: Page) -> str:
        is_arranged = page.pk == self.agency.root_page_id and not self.agency.is_archived
        return reverse("desk:front_page", args=[page.pk]) if is_arranged else ""

    @staticmethod
    def _get_move_url(page: Page) -> str:
        has_choice = len(page.specific_class.allowed_parent_page_models()) > 1
        return reverse("desk:move_page", args=[page.pk]) if has_choice else ""


class SiteTreeAgenciesView(AgencyChoiceView):
    """The choice of an agency, whose tree follows; redirects if the user has only one."""

    page_title = gettext_lazy("Pages")
    header_icon = "site-tree"
    destination = "desk:agency_pages"


class SiteTreeView(AgencyViewMixin, WagtailAdminTemplateMixin, TemplateView):
    """The pages of one agency's website, for its members and ICT administrators."""

    template_name = "desk/site_tree.html"
    page_title = gettext_lazy("Pages")
    header_icon = "site-tree"

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": _("Pages"), "sublabel": self.agency.heading},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = cast(User, self.request.user)
        builder = TreeBuilder(self.agency, user)
        members: Any = list_members(self.agency).filter(is_active=True).order_by("last_name", "pk")
        people: dict[bool, list[str]] = {True: [], False: []}
        for member in members:
            people[member.is_moderator].append(get_user_display_name(member))
        return super().get_context_data(**kwargs) | {
            "agency": self.agency,
            "trees": [builder.build_row(tree) for tree in build_site_trees(user, self.agency)],
            "editors": people[False],
            "moderators": people[True],
        }


class OwnPageMixin(View):
    """Mixin for views about one page, whose key is the URL argument ``page_id``.

    Sets ``self.page``, ``self.agency`` and ``self.home``, the home page above it. Answers 404 to
    everybody but the agency's members and ICT administrators, and for pages in the trash.
    """

    page: Page
    agency: Agency
    home: Page

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        workspace = get_workspace(request)
        pages = exclude_trash(Page.objects.filter(depth__gte=HOME_DEPTH))
        self.page = get_object_or_404(pages, pk=self.kwargs["page_id"]).specific
        agency = get_page_agency(self.page)
        own = [one.pk for one in workspace.agencies]
        if agency is None or not (workspace.is_administrator or agency.pk in own):
            raise Http404
        self.agency = Agency.objects.with_site().get(pk=agency.pk)
        self.home = Page.objects.get(path=self.page.path[:HOME_PATH_LENGTH])


class MovedPageMixin(OwnPageMixin):
    """Mixin for views that change where a page stands.

    Refused to everybody who may not publish there: it shows at once on the website. A home page
    stands where it stands.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        user = cast(User, request.user)
        if self.page.depth == HOME_DEPTH or self.agency.is_archived:
            raise Http404
        parent = self.page.get_parent().specific
        if not parent.permissions_for_user(user).can_reorder_children():
            raise PermissionDenied

    def redirect_to_tree(self) -> HttpResponse:
        """Return the redirect to the page in the tree."""
        return redirect(f"{get_tree_url(self.agency)}#page-{self.page.pk}")


class ShiftPageView(MovedPageMixin):
    """What the buttons "up" and "down" do; the field ``direction`` says which it was."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Shift the page by one place, if there is one."""
        forward = request.POST.get("direction") == "down"
        shift_page(page=self.page, forward=forward, by=cast(User, request.user))
        return self.redirect_to_tree()


class DestinationForm(forms.Form):
    """The choice of the page below which another one is to stand."""

    parent = forms.TypedChoiceField(
        label=gettext_lazy("Where it shall stand"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, destinations: list[Page], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        top = min((page.depth for page in destinations), default=0)
        parent: Any = self.fields["parent"]
        parent.choices = [
            (page.pk, "— " * (page.depth - top) + page.title) for page in destinations
        ]


class MovePageView(MovedPageMixin, WagtailAdminTemplateMixin, FormView):
    """The choice of another place for a page on its website."""

    template_name = "desk/move_page.html"
    form_class = DestinationForm
    page_title = gettext_lazy("Move to another place")
    header_icon = "arrow-right-full"

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": get_tree_url(self.agency), "label": _("Pages")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        user = cast(User, self.request.user)
        permissions = self.page.permissions_for_user(user)
        self.destinations = [
            place
            for place in list_destinations(self.page, self.home)
            if permissions.can_move_to(place)
        ]
        return super().get_form_kwargs() | {"destinations": self.destinations}

    def form_valid(self, form: DestinationForm) -> HttpResponse:
        by = cast(User, self.request.user)
        key = form.cleaned_data["parent"]
        parent = next(place for place in self.destinations if place.pk == key)
        try:
            move_page_below(page=self.page, parent=parent, by=by)
        except ValidationError as error:
            form.add_error("parent", error)
            return self.form_invalid(form)
        message = _("“%(page)s” now stands below “%(parent)s”.")
        titles = {"page": self.page.get_admin_display_title(), "parent": parent.title}
        messages.success(self.request, message % titles)
        return self.redirect_to_tree()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"back_url": get_tree_url(self.agency), "has_choice": self.destinations}


class AddBelowView(OwnPageMixin, WagtailAdminTemplateMixin, TemplateView):
    """The choice of what kind of page to add below a page."""

    template_name = "desk/add_below.html"
    page_title = gettext_lazy("Add a page")
    header_icon = "plus"

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": get_tree_url(self.agency), "label": _("Pages")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.page.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"kinds": list(self._iter_kinds())}

    def _iter_kinds(self) -> Iterator[tuple[ParentChoice, str]]:
        query = urlencode({"next": get_tree_url(self.agency)})
        for model in list_new_page_models(self.page):
            label = str(model.get_verbose_name())
            url = f"{get_add_url(model, self.page)}?{query}"
            yield ParentChoice(label[:1].upper() + label[1:], url), model.get_page_description()
