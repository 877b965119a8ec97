"""Recognition of requests that Wagtail's admin refused, which it answers with a redirect."""

from django.http import HttpRequest, HttpResponse
from wagtail.admin import auth

_deny = auth.permission_denied


def apply_patches() -> None:
    """Wrap Wagtail's ``permission_denied``, so that ``was_refused`` knows of its redirects.

    Called once, when the app is ready.
    """
    auth.permission_denied = _marked


def _marked(request: HttpRequest) -> HttpResponse:
    vars(request)["was_refused"] = True
    return _deny(request)


def was_refused(request: HttpRequest) -> bool:
    """Return whether Wagtail has refused this request, which it does with a redirect."""
    return "was_refused" in vars(request)
