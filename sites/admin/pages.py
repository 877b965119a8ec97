"""Isolation, layer 4: replacements of Wagtail's views that show other agencies' objects."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.functional import cached_property
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.chooser import BrowseView
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.permissions import is_administrator
from sites.admin.wagtail_overrides import PagePrivacyForm
from sites.localization.propagation import is_mirrored
from sites.localization.sources import find_source
from sites.models import Agency, Kind
from sites.permissions.ownership import OWNER_DEPTH, descendants_q, get_tenant_scope

# Rows on a page of a list, in which Wagtail makes queries for each row.
MAX_ROWS = 30


class PageFilters(GenericPageFilterSet):
    """Page filters without those by user and site.

    Their choices would list all users and all websites, and grow without bound.
    """

    owner = None
    edited_by = None
    site = None


class TenantSetPrivacyView(SetPrivacyView):
    """The view that protects a page, with a password and nothing else.

    For a translation whose source is protected, it leads to the source and changes nothing.
    """

    form_class = PagePrivacyForm

    @cached_property
    def source(self) -> Page | None:
        """Return the source by which the page is protected, or None."""
        return find_source(self.page) if is_mirrored(self.page) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"source": self.source}

    def form_valid(self, form: Any) -> HttpResponse:
        if self.source:
            raise PermissionDenied
        return super().form_valid(form)


class TreeView(ExplorableIndexView):
    """The tree of pages, which says how websites come about instead of asking to configure one."""

    results_template_name = "agencies/tree_results.html"


class TenantPageViewSet(PageViewSet):
    """The admin views of pages, with lists of ``MAX_ROWS`` rows and ``PageFilters``."""

    model = Page
    filterset_class = PageFilters
    list_per_page = MAX_ROWS
    set_privacy_view_class = TenantSetPrivacyView
    index_view_class = TreeView


class TenantBrowseView(BrowseView):
    """Page chooser that starts at the closest ancestor of the pages the user can explore.

    Wagtail's starts at the closest common ancestor of all pages of a type, which often belongs to
    another agency.
    """

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        if parent_page_id is None and not is_administrator(request.user):
            start = policy_registry.get_by_type(Page).explorable_root_instance(request.user)
            parent_page_id = start and start.pk
        return super().get(request, parent_page_id)

    def get_object_list(self) -> QuerySet[Page]:
        """Return the pages below the parent, with all that Wagtail asks for each row."""
        pages = self.parent_page.get_children().defer_streamfields()
        pages = pages.prefetch_workflow_states().annotate_approved_schedule()
        return pages.prefetch_related("locale", "content_type").specific()


def filter_choosable_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Filter a page chooser's pages: the user's own ones and the public ones of their province.

    A function for the hook ``construct_page_chooser_queryset``. Administrators get all pages, and
    who works for no agency in particular gets the public pages of all provinces.
    """
    user = request.user
    if is_administrator(user):
        return pages
    provinces = Agency.objects.filter(kind=Kind.PROVINCE)
    if agencies := get_tenant_scope(user).agencies:
        provinces = provinces.provinces_of(agencies)
    keys = provinces.values("root_page__translation_key")
    homes = Page.objects.filter(translation_key__in=keys, depth=OWNER_DEPTH)
    provincial = descendants_q("path", homes.values_list("path", flat=True))
    own = descendants_q("path", get_tenant_scope(user).pages)
    # A separate queryset, because public() is a queryset method and no condition.
    public = Page.objects.filter(provincial, live=True).public()
    return pages.filter(own | Q(pk__in=public.values("pk")))


class ChoosableMixin(BaseAPIViewSet):
    """Mixin of admin API viewsets that list only objects the user may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        allowed = policy.instances_user_has_any_permission_for(
            self.request.user, ["choose", "change"]
        )
        return super().get_queryset().filter(pk__in=allowed.values("pk"))


class TenantImagesAPIViewSet(ChoosableMixin, ImagesAdminAPIViewSet):
    """Admin API of the images that the user may choose or change."""


class TenantDocumentsAPIViewSet(ChoosableMixin, DocumentsAdminAPIViewSet):
    """Admin API of the documents that the user may choose or change."""


class PagesAPIViewSet(PagesAdminAPIViewSet):
    """Admin API of the pages, for choosers: it changes none.

    Of Wagtail's actions no screen makes use, and a copy would be public without a decision.
    """

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        patterns: list[URLPattern] = super(PagesAdminAPIViewSet, cls).get_urlpatterns()
        return patterns


def scope_admin_api(router: Any) -> None:
    """Replace endpoints of Wagtail's admin API: files of all agencies, and actions on pages.

    A function for the hook ``construct_admin_api``.
    """
    router.register_endpoint("pages", PagesAPIViewSet)
    router.register_endpoint("images", TenantImagesAPIViewSet)
    router.register_endpoint("documents", TenantDocumentsAPIViewSet)
