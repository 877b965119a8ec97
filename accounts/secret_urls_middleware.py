"""Middleware that keeps secret URLs out of the Referer header."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.secret_urls import holds_secret


class SecretURLMiddleware:
    """Middleware that limits the Referer of a page with a secret URL to its origin.

    Other pages and our own style sheets do not learn the URL. The policy is ``strict-origin``
    (Referrer Policy, 3.5), because with ``no-referrer`` browsers would submit the page's form from
    the origin "null", which is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if holds_secret(request.path_info):
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response
