"""HTTP caching: browsers and proxies must revalidate a stored page at every request.

A withdrawn bulletin must be gone at the next request, in every browser and proxy. Copies may be
stored, and an ETag makes revalidation cheap (RFC 9111, 5.2.2.4). See
docs/decisions/0013-copies-are-always-revalidated.md.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control

from sites.http import AnyHostRequest

# The headers of conditional requests (RFC 9110, 13.1), as WSGI names them.
CONDITIONS = {
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
}
ALLOW_ORIGIN = "Access-Control-Allow-Origin"


class RevalidateMiddleware:
    """Middleware that sets ``no-cache`` on pages of websites without Cache-Control."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyHostRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.agency and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response


class QuickConditionalGetMiddleware(ConditionalGetMiddleware):
    """Django's middleware with a shortcut for unconditional requests, which are the most."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("ETag") and CONDITIONS.isdisjoint(request.META):
            return response
        answer = super().process_response(request, response)
        if ALLOW_ORIGIN in response.headers:
            # Browsers check it on every response (Fetch Standard, CORS check), 304 included.
            answer.headers[ALLOW_ORIGIN] = response.headers[ALLOW_ORIGIN]
        return answer
