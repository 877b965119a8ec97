from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.response import TemplateResponse

from search.finding import ALL, SITE, find
from sites.http import AgencyRequest


def results(request: AgencyRequest) -> HttpResponse:
    """What a reader's words find on this website, or on all of them."""
    query = request.GET.get("q", "").strip()
    scope = ALL if request.GET.get("scope") == ALL else SITE
    parameters = urlencode({"q": query, "scope": scope})
    context = {
        "link_prefix": f"{parameters}&",
        "query": query,
        "scope": scope,
        "hits": find(query, request.agency, scope=scope, page=request.GET.get("page")),
    }
    return TemplateResponse(request, "search/results.html", context)
