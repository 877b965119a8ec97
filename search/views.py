"""Views of the search: page of results, title suggestions, and OpenSearch description."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from ops.http.rate_limit import is_rate_limited
from search.answers import list_answers
from search.engines.base import SearchTimeoutError
from search.selectors.params import SearchParams
from search.selectors.results import search
from search.selectors.suggestions import list_suggestions
from search.selectors.urgent import list_other_emergencies, list_urgent_hits, remove_repeated
from search.services.query_counts import count_query
from sites.caching.site_cache import disable_page_cache
from sites.requests import AgencyRequest

PERIOD = timedelta(minutes=1)
# Per period and IP address: a class of forty behind one, all searching and typing at once, and as
# many again.
MAX_SEARCHES = 600
MAX_SUGGESTION_REQUESTS = 3000
DAY_SECONDS = 24 * 60 * 60
View = Callable[..., HttpResponse]


def limit_requests(name: str, most: int) -> Callable[[View], View]:
    """Answer 429 after more than ``most`` requests a minute, and 503 if a search is stopped.

    Requests are counted by client IP under ``name``.
    """

    def limit(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_rate_limited(request, name, most=most, period=PERIOD):
                return _render_try_later(request, HTTPStatus.TOO_MANY_REQUESTS)
            try:
                return view(request, *args, **kwargs)
            except SearchTimeoutError:
                return _render_try_later(request, HTTPStatus.SERVICE_UNAVAILABLE)

        return limited

    return limit


def _render_try_later(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Ask the visitor to come back: after too many searches, or one that took too long.

    See RFC 6585, 4; RFC 9110, 15.6.4.
    """
    query = request.GET.get("q", "")
    context = {"is_flood": status == HTTPStatus.TOO_MANY_REQUESTS, "query": query}
    response = render(request, "search/later.html", context, status=status)
    response.headers["Retry-After"] = f"{PERIOD.total_seconds():.0f}"
    return response


@limit_requests("search", MAX_SEARCHES)
def results(request: AgencyRequest) -> HttpResponse:
    """Show what a query finds on this website, or on all of them."""
    params = SearchParams.from_request(request.GET, request.agency)
    context = {"params": params, "query": params.text, "scope": params.scope}
    if params.text:
        urgent = list_urgent_hits(params, request)
        found = remove_repeated(search(params, request), urgent)
        answers = list_answers(params.text, request) if params.is_first else []
        # Somebody who finds nothing may be looking for help in other words.
        emergencies = [] if found.hits else list_other_emergencies(urgent, request)
        context |= {"found": found, "answers": answers}
        context |= {"urgent": urgent, "emergencies": emergencies}
        if params.is_first:
            failed = found.is_failed and not answers and not urgent
            count_query(request, agency=request.agency, text=params.text, failed=failed)
    # Not cached: it shows content of all websites, and bulletins start and expire by the clock.
    return disable_page_cache(TemplateResponse(request, "search/results.html", context))


@limit_requests("suggestions", MAX_SUGGESTION_REQUESTS)
def suggestions(request: AgencyRequest) -> HttpResponse:
    """Return titles that match ``?q=``, as a JSON list of ``{title, url}``."""
    return _render_json(list_suggestions(request.GET.get("q", ""), request))


@limit_requests("suggestions", MAX_SUGGESTION_REQUESTS)
def browser_suggestions(request: AgencyRequest) -> HttpResponse:
    """Return the same for the address bar of browsers (OpenSearch Suggestions 1.1).

    A JSON list: what was typed, titles, descriptions (of which we have none), and addresses.
    """
    query = request.GET.get("q", "")
    found = list_suggestions(query, request)
    root = request.agency.root_url
    response = _render_json(
        [
            query,
            [one["title"] for one in found],
            ["" for one in found],
            [urljoin(f"{root}/", one["url"]) for one in found],
        ]
    )
    response.headers["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    return response


def _render_json(data: list[Any]) -> HttpResponse:
    return disable_page_cache(
        JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False})
    )


@cache_control(public=True, max_age=DAY_SECONDS)
def description(request: AgencyRequest) -> HttpResponse:
    """Describe to browsers how to search this website from the address bar (OpenSearch 1.1)."""
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    message = _("Search the website of %(name)s") % {"name": request.agency.name}
    context = {"description": message}
    return render(request, "search/description.xml", context, content_type=content_type)
