"""The public list of bulletins in force on a website, and the archive of the others."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bulletins.filters import BulletinFilters
from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from bulletins.notices import in_language_of_moment
from bulletins.paging import AFTER, BEFORE, Window, window_of
from sites.http import AgencyRequest

# All query parameters of the lists.
QUERY_PARAMETERS = (*BulletinFilters.base_fields, AFTER, BEFORE)
# Results are counted up to this number; counting on would cost more than the list itself.
MOST_COUNTED = 1000


def bulletin_list(request: AgencyRequest) -> HttpResponse:
    """Show the bulletins in force on this website, most urgent first.

    Without filters, the bulletins pinned by the agency come first on the first page.
    """
    agency = request.agency
    visible = Bulletin.objects.visible_on(agency)
    filters = BulletinFilters(request.GET, visible)
    if filters.chosen:
        window = _window(request, filters.narrow(visible), by_urgency=True)
        return _listing(request, visible, filters, window, window.rows)
    window = _window(request, visible.not_pinned_on(agency), by_urgency=True)
    pinned = _drawn(visible.pinned_on(agency).with_pins(agency).in_feed_order())
    rows = [*pinned, *window.rows] if window.is_first else window.rows
    return _listing(request, visible, filters, window, rows)


def archive(request: AgencyRequest) -> HttpResponse:
    """Show the bulletins that are no longer in force on this website, newest first."""
    expired = Bulletin.objects.expired_on(request.agency)
    filters = BulletinFilters(request.GET, expired)
    window = _window(request, filters.narrow(expired), by_urgency=False)
    return _listing(request, expired, filters, window, window.rows, archive=True)


def _window(request: AgencyRequest, sources: BulletinQuerySet, *, by_urgency: bool) -> Window:
    return window_of(_drawn(sources), request.GET, by_urgency=by_urgency)


def _drawn(sources: BulletinQuerySet) -> BulletinQuerySet:
    return sources.select_related("source", "locale")


def _listing(
    request: AgencyRequest,
    sources: BulletinQuerySet,
    filters: BulletinFilters,
    window: Window,
    rows: list[Bulletin],
    *,
    archive: bool = False,
) -> HttpResponse:
    context = {
        "window": window,
        "filters": filters,
        "notices": in_language_of_moment(rows),
        "count": filters.narrow(sources).order_by()[: MOST_COUNTED + 1].count(),
        "most_counted": MOST_COUNTED,
        "archive": archive,
    }
    return TemplateResponse(request, "bulletins/list.html", context)
