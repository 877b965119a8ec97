"""Views of the directory, on every website and on the admin's host."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from bulletins.selectors.urgent import get_urgent_bulletins
from home.selectors.changes import list_change_agencies
from home.selectors.directory import list_directory_entries
from sites.caching.site_cache import disable_page_cache
from sites.models import Agency, AgencyQuerySet
from sites.requests import AgencyRequest, SiteRequest

QUERY_LENGTH = 200


def directory(request: AgencyRequest) -> HttpResponse:
    """Render the directory on a website: the province's agencies by kind, or a search's results."""
    # Not cached: it shows data of all agencies, so a change of any of them would have to invalidate
    # it on every website.
    context = _build_context(request, Agency.objects.of_province(request.agency))
    context["has_changes"] = (
        not context["query"] and list_change_agencies(request.agency).archived().exists()
    )
    # The website's own stand above as banners.
    urgent = [bulletin for bulletin in get_urgent_bulletins(request) if not bulletin.is_here]
    context["urgent"] = urgent
    return disable_page_cache(TemplateResponse(request, "home/directory.html", context))


def admin_directory(request: SiteRequest) -> HttpResponse:
    """Render the directory of all agencies, as the admin's front page, with a link to sign in.

    The urgent bulletins in force come first, because this host has no banners.
    """
    context = _build_context(request, Agency.objects.all())
    context["urgent"] = get_urgent_bulletins(request)
    return TemplateResponse(request, "home/admin_directory.html", context)


def _build_context(request: HttpRequest, agencies: AgencyQuerySet) -> dict[str, object]:
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LENGTH]
    page, entries = list_directory_entries(agencies, query, request.GET.get("trang"))
    prefix = f"{urlencode({'q': query})}&" if query else ""
    return {"query": query, "units": page, "entries": entries, "link_prefix": prefix}
