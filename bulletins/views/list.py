"""The public list of bulletins in force on a website, the archive, and their filters."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bulletins.models import Bulletin, BulletinQuerySet, Category
from bulletins.selectors.banners import get_cache_expiry, list_unread_columns
from bulletins.selectors.localized import localize_bulletins
from bulletins.selectors.paging import (
    AFTER,
    BEFORE,
    PAGE_SIZE,
    CursorPage,
    build_first_page,
    get_cursor_page,
)
from bulletins.selectors.shown import count_visible, list_first, list_pinned
from content.filters import FEW, GetOrBuild, ListFilters
from sites.caching.site_cache import get_or_build
from sites.models import Agency
from sites.requests import AgencyRequest

# More options would make the list hard to use.
MAX_ISSUERS = 60

# Results are counted up to this number; counting on would cost more than the list itself.
MAX_COUNTED = 1000


class BulletinFilters(ListFilters):
    """Filter by year (``nam``), category (``muc``) and issuer (``nguon``, an agency's code)."""

    lookups = {"nam": "issued_on__year", "muc": "category", "nguon": "source__code"}
    nam = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int)
    muc = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All")), *Category.choices]
    )
    nguon = forms.ChoiceField(label=_("Issued by"), required=False)

    def offer(self) -> None:
        """Offer the years and the issuers of the bulletins."""
        years, issuers = self.get_or_build("offered", self._list_offered)
        self.set_choices("nam", years)
        self.set_choices("nguon", issuers)

    def _list_offered(self) -> tuple[list[tuple[int, int]], list[tuple[str, str]]]:
        days = self.listed.order_by().dates("issued_on", "year", order="DESC")
        issuers = Agency.objects.filter(pk__in=self.listed.order_by().values("source"))
        return (
            [(day.year, day.year) for day in days],
            [(issuer.code, issuer.heading) for issuer in issuers[:MAX_ISSUERS]],
        )

    def filter_queryset(self) -> BulletinQuerySet:
        """Return the bulletins that match the chosen values."""
        return cast(BulletinQuerySet, super().filter_queryset())


# All query parameters of the lists.
QUERY_PARAMETERS = (*BulletinFilters.base_fields, AFTER, BEFORE)


def bulletin_list(request: AgencyRequest) -> HttpResponse:
    """Show the bulletins in force on this website, most urgent first.

    Without filters, the bulletins pinned by the agency come first on the first page.
    """
    agency = request.agency
    # Most visitors see what prepared queries return.
    visible = cast(BulletinQuerySet, SimpleLazyObject(lambda: Bulletin.objects.visible_on(agency)))
    filters = BulletinFilters(request.GET, visible, _cache_offers(request, "list"))
    if filters.chosen:
        window = _get_page(request, filters.filter_queryset(), by_urgency=True)
        return _render_list(request, filters, window, window.rows)
    if request.GET.keys() & {AFTER, BEFORE}:
        window = _get_page(request, visible.not_pinned_on(agency), by_urgency=True)
    else:
        window = build_first_page(list_first(agency, PAGE_SIZE + 1))
    rows = [*list_pinned(agency), *window.rows] if window.is_first else window.rows
    return _render_list(request, filters, window, rows)


def archive(request: AgencyRequest) -> HttpResponse:
    """Show the bulletins that are no longer in force on this website, newest first."""
    expired = Bulletin.objects.expired_on(request.agency)
    filters = BulletinFilters(request.GET, expired, _cache_offers(request, "archive"))
    window = _get_page(request, filters.filter_queryset(), by_urgency=False)
    return _render_list(request, filters, window, window.rows, archive=True)


def _cache_offers(request: AgencyRequest, what: str) -> GetOrBuild:
    """Return how a list keeps what its filters offer: until the website or the clock changes it."""

    def get_offers(name: str, make: Callable[[], Any]) -> Any:
        return get_or_build(
            request,
            f"{what} {name}",
            make,
            until=lambda: get_cache_expiry(request.host_match, timezone.now()),
        )

    return get_offers


def _get_page(request: AgencyRequest, sources: BulletinQuerySet, *, by_urgency: bool) -> CursorPage:
    listed = sources.select_related("locale").defer(*list_unread_columns())
    return get_cursor_page(listed, request.GET, by_urgency=by_urgency)


def _render_list(
    request: AgencyRequest,
    filters: BulletinFilters,
    window: CursorPage,
    rows: list[Bulletin],
    *,
    archive: bool = False,
) -> HttpResponse:
    context = {
        "window": window,
        "filters": filters,
        "bulletins": localize_bulletins(rows),
        "count": _count(request, filters, archive=archive),
        "most_counted": MAX_COUNTED,
        "archive": archive,
        "few": FEW,
    }
    return TemplateResponse(request, "bulletins/list.html", context)


def _count(request: AgencyRequest, filters: BulletinFilters, *, archive: bool) -> int:
    """Return the number of bulletins that are listed, one more than ``MAX_COUNTED`` at most."""
    if filters.chosen or archive:
        return filters.filter_queryset().order_by()[: MAX_COUNTED + 1].count()
    return count_visible(request.agency, MAX_COUNTED + 1)
