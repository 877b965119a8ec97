"""List of searches without a result, with one click to a remedy."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from accounts.admin.menu import AdministratorMenuItem
from accounts.permissions import is_administrator
from home.models import InformationPage, SectionPage, exclude_trash
from search.selectors.query_counts import list_vain_queries
from sites.models import Agency
from sites.permissions.ownership import (
    HOME_DEPTH,
    HOME_PATH_LENGTH,
    descendants_q,
    get_active_agency_ids,
)

PAGE_SIZE = 50


def can_view(request: HttpRequest) -> bool:
    """Return whether the user works for an agency or is an ICT administrator."""
    return is_administrator(request.user) or bool(get_active_agency_ids(request.user))


class VainSearchesView(WagtailAdminTemplateMixin, TemplateView):
    """What was searched for in vain: on the user's websites, for ICT administrators on all.

    Raises PermissionDenied for others. A click opens the form of a new page with the words as its
    title, or, for those who may, the form of new synonyms.
    """

    template_name = "search/admin/vain_searches.html"
    page_title = _("What people search for in vain")
    header_icon = "search-nothing"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_view(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = None if is_administrator(user) else get_active_agency_ids(user)
        page = Paginator(list_vain_queries(own), PAGE_SIZE).get_page(self.request.GET.get("p"))
        agencies = Agency.objects.in_bulk({row["agency_id"] for row in page})
        sections = _find_sections(agencies)
        # Synonyms count on all websites, so only those add some who may change them anyway.
        may_add = user.has_perm("search.add_synonymgroup")
        rows = [
            row
            | {
                "agency": agencies[row["agency_id"]],
                "write_url": _build_write_url(sections.get(row["agency_id"]), row["words"]),
                "synonyms_url": _build_synonyms_url(row["words"]) if may_add else "",
            }
            for row in page
        ]
        context = {"rows": rows, "page": page, "with_agency": own is None or len(own) > 1}
        return super().get_context_data(**kwargs) | context


def _find_sections(agencies: dict[int, Agency]) -> dict[int, SectionPage]:
    """Return the first section of each active agency's website, by the agency's key."""
    roots = {one.root_page_id: key for key, one in agencies.items() if not one.is_archived}
    homes = dict(Page.objects.filter(pk__in=roots).values_list("path", "pk"))
    below = SectionPage.objects.filter(descendants_q("path", homes), depth=HOME_DEPTH + 1)
    found: dict[int, SectionPage] = {}
    for section in exclude_trash(below).order_by("path"):
        found.setdefault(roots[homes[section.path[:HOME_PATH_LENGTH]]], section)
    return found


def _build_write_url(section: SectionPage | None, words: str) -> str:
    if section is None:
        return ""
    options = InformationPage._meta
    arguments = [options.app_label, options.model_name, section.pk]
    title = f"{words[:1].upper()}{words[1:]}"
    return f"{reverse('wagtailadmin_pages:add', args=arguments)}?{urlencode({'title': title})}"


def _build_synonyms_url(words: str) -> str:
    return f"{reverse('synonyms:add')}?{urlencode({'terms': f'{words}, '})}"


class VainSearchesMenuItem(MenuItem):
    """The menu item for members of agencies; ICT administrators have it among the reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(get_active_agency_ids(request.user)) and not is_administrator(request.user)


ITEM = VainSearchesMenuItem(
    _("Searched in vain"),
    reverse_lazy("vain_searches"),
    name="vain-searches",
    icon_name="search-nothing",
    order=28,
)
REPORT_ITEM = AdministratorMenuItem(
    _("Searched in vain"),
    reverse_lazy("vain_searches"),
    name="vain-searches",
    icon_name="search-nothing",
    order=960,
)

urlpatterns = [
    path("tim-kiem/khong-thay/", VainSearchesView.as_view(), name="vain_searches"),
]
