"""Layer 4: Wagtail's own screens, where they show or accept more than one's own."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from sites.isolation.access import is_administrator
from sites.isolation.ownership import OWNER_DEPTH, territory_of
from sites.models import Agency, Kind
from sites.page_owners import below


class PageFilters(GenericPageFilterSet):
    """Without lists of everybody's names and of all websites, which also grow without bound."""

    owner = None
    edited_by = None
    site = None


class OwnPageViewSet(PageViewSet):
    model = Page
    filterset_class = PageFilters


class OwnBrowseView(BrowseView):
    """The page chooser begins where one's own pages are, not at the nearest page that all pages
    of a type have above them: that one is somebody else's as often as not.
    """

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        if parent_page_id is None and not is_administrator(request.user):
            start = policy_registry.get_by_type(Page).explorable_root_instance(request.user)
            parent_page_id = start and start.pk
        return super().get(request, parent_page_id)


def offer_own_and_provincial_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """What the page chooser offers: one's own pages, and the province's that all can read."""
    user = request.user
    if is_administrator(user):
        return pages
    provinces = Agency.objects.filter(kind=Kind.PROVINCE)
    keys = provinces.values("root_page__translation_key")
    homes = Page.objects.filter(translation_key__in=keys, depth=OWNER_DEPTH)
    provincial = below("path", homes.values_list("path", flat=True))
    own = below("path", territory_of(user).pages)
    # Two steps, since "public" is no condition but a query set of its own.
    public = Page.objects.filter(provincial, live=True).public()
    return pages.filter(own | Q(pk__in=public.values("pk")))


class ChoosableMixin(BaseAPIViewSet):
    """Of the admin's API: what one may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        mine = policy.instances_user_has_any_permission_for(self.request.user, ["choose", "change"])
        return super().get_queryset().filter(pk__in=mine.values("pk"))


class OwnImagesAPIViewSet(ChoosableMixin, ImagesAdminAPIViewSet):
    pass


class OwnDocumentsAPIViewSet(ChoosableMixin, DocumentsAdminAPIViewSet):
    pass


def scope_admin_api(router: Any) -> None:
    """Put the two above in place of Wagtail's, which show the files of everybody."""
    router.register_endpoint("images", OwnImagesAPIViewSet)
    router.register_endpoint("documents", OwnDocumentsAPIViewSet)
