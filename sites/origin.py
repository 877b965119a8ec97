"""Where a form was sent from, for pages that any cache may keep: they cannot hold a CSRF token."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
View = Callable[..., HttpResponse]


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the request comes from a page of the same website, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.get_host()


def same_origin_only(view: View) -> View:
    """Refuse what another website's form sends; no cookie and no token are needed for it.

    Links from other websites are welcome.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            return HttpResponseForbidden("cross-origin", content_type="text/plain")
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
