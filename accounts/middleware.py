"""Middleware of accounts: recent proof, second factor, secret URLs and use of sessions.

``ReauthenticationMiddleware`` asks for a recent proof of identity without losing submitted input.
Opening a protected form redirects to the reauthentication page and back. A submitted form is
neither executed nor stored for later, since whoever forged it would only have to wait. The response
is a page that names the action and holds the submitted fields: the user gives the proof in a second
window and submits again from there.

``SecondFactorMiddleware`` stops users who need a second factor and have not verified it in this
session (ASVS 6.3.3; the rules of who needs one are in ``accounts.services.second_factor``).
``SecretURLMiddleware`` keeps secret URLs out of the Referer header. ``SessionUseMiddleware``
records when each session was last used, so that users can tell their sessions apart.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin.localization import get_localized_response

from accounts.services.reauthentication import (
    PROTECTED_ACTIONS,
    SAFE_METHODS,
    has_recent_reauthentication,
)
from accounts.services.second_factor import (
    has_second_factor,
    is_second_factor_verified,
    requires_second_factor,
)
from accounts.services.secret_urls import has_secret

ADMIN = "/admin/"

ADMIN_PREFIXES = ("/admin/", "/documents/")
PROTECTED_PREFIXES = (*ADMIN_PREFIXES, "/tai-khoan/")
# Verifying a factor, signing in and out, and pages for which the link in an e-mail suffices.
OPEN_PREFIXES = (
    "/admin/login/",
    "/admin/logout/",
    "/tai-khoan/dang-nhap/",
    "/tai-khoan/dang-xuat/",
    "/tai-khoan/xac-nhan/",
    "/tai-khoan/quen-mat-khau/",
    "/tai-khoan/thong-bao/",
)

# Seconds between two records of one session's use. Without it every request would write to the
# database.
INTERVAL = 300
PREFIXES = ("/admin/", "/tai-khoan/")


class ReauthenticationRequiredResponse(HttpResponse):
    """Placeholder until the transaction around the view has been rolled back.

    ``ReauthenticationMiddleware`` replaces it by the response that asks for a proof.
    """

    status_code = HTTPStatus.FORBIDDEN

    def __init__(self, label: str | Promise) -> None:
        super().__init__()
        self.label = label


class ReauthenticationMiddleware:
    """Middleware that asks for a proof before a view whose action needs a recent one.

    Stands after ``TenantAccessMiddleware``, which checks permissions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, ReauthenticationRequiredResponse):
            return _request_reauthentication(request, response.label)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        act = PROTECTED_ACTIONS.get(match.view_name) if match else None
        if act is None or not request.path_info.startswith(ADMIN):
            return None
        # Anonymous users get to the sign-in page first.
        if not request.user.is_authenticated or has_recent_reauthentication(request):
            return None
        return (
            _request_reauthentication(request, act.label)
            if act.needs_reauthentication(request, kwargs)
            else None
        )

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        if not request.user.is_authenticated:
            return None
        return ReauthenticationRequiredResponse(getattr(exception, "label", ""))


def find_action_label(path: str) -> str | Promise:
    """Return the label of the action at ``path``, "" if it needs no proof or does not exist.

    ``path``: a URL path of the admin; its query string is ignored.
    """
    try:
        act = PROTECTED_ACTIONS.get(resolve(path.partition("?")[0]).view_name)
    except Resolver404:
        return ""
    return act.label if act else ""


def get_reauthentication_url(request: HttpRequest, back: str) -> str:
    """Return the URL where the signed-in user reauthenticates and is sent on to ``back``."""
    url: str = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}"


def is_reauthentication_requested(request: HttpRequest) -> bool:
    """Return whether the response to this request asks for a recent proof."""
    return "_is_reauthentication_requested" in vars(request)


def _request_reauthentication(request: HttpRequest, label: str | Promise) -> HttpResponse:
    vars(request)["_is_reauthentication_requested"] = True
    in_background = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if in_background or not request.accepts("text/html"):
        message = _("Confirm first that it is you: open this page again in a new window.")
        return JsonResponse({"detail": message}, status=HTTPStatus.FORBIDDEN)
    if request.method in SAFE_METHODS or not request.path_info.startswith(ADMIN):
        return redirect(get_reauthentication_url(request, request.get_full_path()))
    response: HttpResponse = get_localized_response(_render_submitted_form, request, label)
    add_never_cache_headers(response)
    return response


def _render_submitted_form(request: HttpRequest, label: str | Promise) -> HttpResponse:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "label": label,
        "fields": fields,
        "has_files": bool(request.FILES),
        "reauthentication_url": get_reauthentication_url(request, reverse("session_returned")),
        "again_url": get_reauthentication_url(request, request.get_full_path()),
    }
    return render(request, "account/recent_proof.html", context, status=HTTPStatus.FORBIDDEN)


class SecondFactorMiddleware:
    """Middleware that stops users who have or need a second factor and have not verified it.

    Redirects to its verification or set-up; answers 403 to XMLHttpRequest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_missing(request):
            return _request_second_factor(request)
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        path = request.path_info
        if not path.startswith(PROTECTED_PREFIXES) or path.startswith(OPEN_PREFIXES):
            return False
        # Without the cookie nobody is signed in; reading the session would add Vary: Cookie to the
        # response of a public file.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        user = request.user
        if not user.is_authenticated or is_second_factor_verified(request):
            return False
        return has_second_factor(user) or (
            path.startswith(ADMIN_PREFIXES) and requires_second_factor(user)
        )


def _request_second_factor(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    if not has_second_factor(request.user):
        return redirect("mfa_index")
    url = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    back = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return redirect(f"{url}?{urlencode({'next': back})}")


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
        if has_secret(request.path_info):
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response


class SessionUseMiddleware:
    """Middleware that records the use of a session, at most once per ``INTERVAL``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        concerned = request.path_info.startswith(PREFIXES) and request.user.is_authenticated
        if concerned and cache.add(f"session-used:{request.session.session_key}", True, INTERVAL):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
