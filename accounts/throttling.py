"""Response to too many requests (RFC 6585, 4)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# Seconds; the longest period in ACCOUNT_RATE_LIMITS.
RETRY_AFTER = 300


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Return the page for status 429, with the waiting time in Retry-After."""
    response = render(
        request,
        "429.html",
        {"minutes": RETRY_AFTER // 60},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response.headers["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response
