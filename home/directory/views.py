"""The directory of units, on every website and on the admin's host."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from home.directory.finding import listed
from sites.http import AgencyRequest, AnyHostRequest
from sites.remembering import make_anew

QUERY_LENGTH = 200


def directory(request: AgencyRequest) -> HttpResponse:
    """All units by their kinds; or those somebody looks for, and who serves in their place."""
    # It has telephones and places of all units: kept, it would have to be thrown away on every
    # website whenever one of them changes.
    return make_anew(TemplateResponse(request, "home/directory.html", _units(request)))


def admin_directory(request: AnyHostRequest) -> HttpResponse:
    """The front of the admin's host: the same, and the way to sign in."""
    return TemplateResponse(request, "home/admin_directory.html", _units(request))


def _units(request: HttpRequest) -> dict[str, object]:
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LENGTH]
    page, entries = listed(query, request.GET.get("trang"))
    prefix = f"{urlencode({'q': query})}&" if query else ""
    return {"query": query, "units": page, "entries": entries, "link_prefix": prefix}
