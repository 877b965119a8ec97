"""The search of the admin for the people of a unit: its screens and their own pages."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.search import SearchArea
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from accounts.permissions import is_administrator
from content.text.folding import filter_by_words, fold_query, matches_terms
from desk.admin.dashboard import DashboardItem
from desk.selectors.page_status import get_status_label, with_submission
from desk.selectors.workspace import get_edit_url, get_workspace
from sites.permissions.ownership import get_active_agency_ids

MAX_PAGES = 50


class AgencySearchArea(SearchArea):
    """The search field of the menu, for members of an agency; others have Wagtail's for pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(get_active_agency_ids(request.user)) and not is_administrator(request.user)


def make_search_area() -> AgencySearchArea:
    """Return the search area; Wagtail compares its address with paths, so it is a plain string."""
    return AgencySearchArea(
        _("Pages and screens"), reverse("desk:search"), name="desk", icon_name="search", order=10
    )


class AdminSearchView(WagtailAdminTemplateMixin, TemplateView):
    """Screens of the menu, and pages of the user's agencies, whose names have every word.

    ``?q=``: what is looked for; accents and case do not matter.
    """

    template_name = "desk/search.html"
    page_title = _("Search")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "")
        return super().get_context_data(**kwargs) | {
            "query": query,
            "screens": list(self._iter_screens(query)),
            "pages": self._list_pages(query),
            "max_pages": MAX_PAGES,
        }

    def _iter_screens(self, query: str) -> Iterator[DashboardItem]:
        terms = fold_query(query)
        for above, item in self._iter_items(admin_menu.menu_items_for_request(self.request)):
            if matches_terms(f"{above} {item.label}", terms):
                yield DashboardItem(str(item.label), item.url, (above,) if above else ())

    def _iter_items(self, items: list[MenuItem], above: str = "") -> Iterator[tuple[str, MenuItem]]:
        for item in items:
            if isinstance(item, SubmenuMenuItem):
                below = item.menu.menu_items_for_request(self.request)
                yield from self._iter_items(below, str(item.label))
            else:
                yield above, item

    def _list_pages(self, query: str) -> list[DashboardItem]:
        workspace = get_workspace(self.request)
        pages = workspace.list_pages(Page).order_by("-latest_revision_created_at", "-pk")
        found = filter_by_words(pages, query, ["title", "draft_title"])
        return [
            DashboardItem(
                page.get_admin_display_title(),
                get_edit_url(page),
                (page.page_type_display_name, get_status_label(page)),
            )
            for page in with_submission(found)[:MAX_PAGES]
        ]
