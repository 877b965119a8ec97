"""The directory of units on every website."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.response import TemplateResponse

from home.directory.finding import listed
from sites.http import AgencyRequest
from sites.remembering import make_anew

QUERY_LENGTH = 200


def directory(request: AgencyRequest) -> HttpResponse:
    """All units by their kinds; or those somebody looks for, and who serves in their place."""
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LENGTH]
    page, entries = listed(query, request.GET.get("trang"))
    prefix = f"{urlencode({'q': query})}&" if query else ""
    context = {"query": query, "units": page, "entries": entries, "link_prefix": prefix}
    # It has telephones and places of all units: kept, it would have to be thrown away on every
    # website whenever one of them changes.
    return make_anew(TemplateResponse(request, "home/directory.html", context))
