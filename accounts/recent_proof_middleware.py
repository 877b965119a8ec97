"""Middleware that asks for a recent proof of identity without losing submitted input.

Opening a protected form redirects to the reauthentication page and back. A submitted form is
neither executed nor stored for later, since whoever forged it would only have to wait. The response
is a page that names the action and holds the submitted fields: the user gives the proof in a second
window and submits again from there.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.localization import get_localized_response

from accounts.recent_proof import PROTECTED_ACTS, READING, has_recent_proof

ADMIN = "/admin/"


class ProofMissing(HttpResponse):
    """Placeholder until the transaction around the view has been rolled back.

    ``RecentProofMiddleware`` replaces it by the response that asks for a proof.
    """

    status_code = HTTPStatus.FORBIDDEN

    def __init__(self, label: str | Promise) -> None:
        super().__init__()
        self.label = label


class RecentProofMiddleware:
    """Middleware that asks for a proof before a view whose action needs a recent one.

    Stands after ``WallMiddleware``, which checks permissions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, ProofMissing):
            return _ask_for_proof(request, response.label)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        act = PROTECTED_ACTS.get(match.view_name) if match else None
        if act is None or not request.path_info.startswith(ADMIN):
            return None
        # Anonymous users get to the sign-in page first.
        if not request.user.is_authenticated or has_recent_proof(request):
            return None
        return _ask_for_proof(request, act.label) if act.needs_proof(request, kwargs) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        if not request.user.is_authenticated:
            return None
        return ProofMissing(getattr(exception, "label", ""))


def find_act_label(path: str) -> str | Promise:
    """Return the label of the action at ``path``, "" if it needs no proof or does not exist.

    ``path``: a URL path of the admin; its query string is ignored.
    """
    try:
        act = PROTECTED_ACTS.get(resolve(path.partition("?")[0]).view_name)
    except Resolver404:
        return ""
    return act.label if act else ""


def proof_url(request: HttpRequest, back: str) -> str:
    """Return the URL where the signed-in user reauthenticates and is sent on to ``back``."""
    url: str = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}"


def was_asked_for_proof(request: HttpRequest) -> bool:
    """Return whether the response to this request asks for a recent proof."""
    return "_was_asked_for_proof" in vars(request)


def _ask_for_proof(request: HttpRequest, label: str | Promise) -> HttpResponse:
    vars(request)["_was_asked_for_proof"] = True
    in_background = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if in_background or not request.accepts("text/html"):
        words = _("Confirm first that it is you: open this page again in a new window.")
        return JsonResponse({"detail": words}, status=HTTPStatus.FORBIDDEN)
    if request.method in READING or not request.path_info.startswith(ADMIN):
        return redirect(proof_url(request, request.get_full_path()))
    response: HttpResponse = get_localized_response(_hand_back, request, label)
    add_never_cache_headers(response)
    return response


def _hand_back(request: HttpRequest, label: str | Promise) -> HttpResponse:
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
        "proof_url": proof_url(request, reverse("session_returned")),
        "again_url": proof_url(request, request.get_full_path()),
    }
    return render(request, "account/recent_proof.html", context, status=HTTPStatus.FORBIDDEN)
