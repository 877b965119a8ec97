"""How long a copy of a page may be shown without asking: never.

A withdrawn bulletin must be gone at the next request, in every browser and proxy. Copies may be
kept, and an ETag makes asking cheap (RFC 9111, 5.2.2.4).
"""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

from sites.http import AnyHostRequest


class RevalidateMiddleware:
    """Mark every page of an agency's website that says nothing else ``no-cache``."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyHostRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.agency and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response
