"""Views that let unsaved input in the admin outlive a session.

Pages of the admin request ``session_state`` before they submit a form, and when something could not
be saved. If the session has ended, the user signs in again in a second window, which ends at
``session_resumed``, and continues in the first one. The browser's part is
``static/js/admin/session.js``; see docs/decisions/0031-a-page-outlives-its-session.md.
"""

from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_user_display_name

from accounts.models import User


@never_cache
@require_GET
def session_state(request: HttpRequest) -> JsonResponse:
    """Return the user and the CSRF token as JSON; 401 for those without access to the admin.

    Signing in changes the token, so a form opened before needs the new one. Other sites cannot
    read it: there is no CORS header, and Cross-Origin-Resource-Policy is ``same-origin``.
    """
    user = request.user
    if not isinstance(user, User) or not user.has_perm("wagtailadmin.access_admin"):
        # RFC 9110, 15.5.2 requires a challenge; browsers ignore a scheme they do not know.
        return JsonResponse(
            {}, status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Cookie"}
        )
    return JsonResponse(
        {"user": str(user.pk), "name": get_user_display_name(user), "token": get_token(request)}
    )


@never_cache
@require_admin_access
def session_resumed(request: HttpRequest) -> HttpResponse:
    """Render the page after signing in again, which notifies the first window and closes."""
    return render(request, "accounts/session/returned.html")


def get_sign_in_url() -> str:
    """Return the URL of the sign-in page, with ``session_resumed`` as the next page."""
    return redirect_to_login(reverse("session_returned")).url
