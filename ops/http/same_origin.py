"""Same-origin check for forms on cached pages, which cannot contain a CSRF token."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
View = Callable[..., HttpResponse]


def is_same_origin(request: HttpRequest) -> bool:
    """Return whether the browser says that the request comes from a page of the same website.

    Decided by ``Sec-Fetch-Site``, else by ``Origin``. True if the browser sends neither header.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.get_host()


def require_same_origin(view: View) -> View:
    """Decorate a view to answer 403 to forms sent from other websites, instead of CSRF tokens.

    Needs no cookie. Safe methods, such as following a link from another website, are let through.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            return HttpResponseForbidden("cross-origin", content_type="text/plain")
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
