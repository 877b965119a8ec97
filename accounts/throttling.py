"""The answer to somebody who tries too often (RFC 6585, 4)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# The longest of the times in ACCOUNT_RATE_LIMITS, in seconds.
RETRY_AFTER = 300


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429 in words, with the time after which another attempt will be heard."""
    response = render(
        request,
        "429.html",
        {"minutes": RETRY_AFTER // 60},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response.headers["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response
