"""How long a copy of a page may be shown without asking: never.

A withdrawn bulletin must be gone at the next request, in every browser and proxy. Copies may be
kept, and an ETag makes asking cheap (RFC 9111, 5.2.2.4).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control

from sites.http import AnyHostRequest

# RFC 9110, 13.1, as WSGI names them.
CONDITIONS = {
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
}
ALLOW_ORIGIN = "Access-Control-Allow-Origin"


class RevalidateMiddleware:
    """Mark every page of an agency's website that says nothing else ``no-cache``."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyHostRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.agency and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response


class QuickConditionalGetMiddleware(ConditionalGetMiddleware):
    """Django's, without the look into headers that were not sent: most pages are first visits."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("ETag") and CONDITIONS.isdisjoint(request.META):
            return response
        answer = super().process_response(request, response)
        if ALLOW_ORIGIN in response.headers:
            # Browsers ask it of every answer (Fetch Standard, CORS check), of 304 too.
            answer.headers[ALLOW_ORIGIN] = response.headers[ALLOW_ORIGIN]
        return answer
