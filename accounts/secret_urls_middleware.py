from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.secret_urls import holds_secret


class SecretURLMiddleware:
    """Let browsers tell no other page, nor our own style sheets, an address that holds a secret.

    They name the host alone (Referrer Policy, 3.5): with ``no-referrer`` they would send the
    page's form from the origin "null", which is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if holds_secret(request.path_info):
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response
