"""What people write outlives their session.

The admin's pages ask here whether the session still stands: before they send a form, and when
something could not be saved. Where it has ended, a person signs in again in a second window and
goes on in the first. The browser's part is ``static/js/admin/session.js``.
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
def state(request: HttpRequest) -> JsonResponse:
    """Say who is signed in, and the token that person's forms need; 401 for nobody.

    Signing in changes the token, so that a form opened before needs the new one. Another site
    cannot read it: there is no CORS header, and Cross-Origin-Resource-Policy is ``same-origin``.
    """
    user = request.user
    if not isinstance(user, User) or not user.has_perm("wagtailadmin.access_admin"):
        # RFC 9110, 15.5.2 asks for a challenge; browsers leave a scheme they do not know alone.
        return JsonResponse(
            {}, status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Cookie"}
        )
    return JsonResponse(
        {"user": str(user.pk), "name": get_user_display_name(user), "token": get_token(request)}
    )


@never_cache
@require_admin_access
def returned(request: HttpRequest) -> HttpResponse:
    """Where signing in again leads: tell the waiting page, and close this window."""
    return render(request, "admin_session/returned.html")


def sign_in_url() -> str:
    """Return the address of the sign-in page that leads to ``returned``."""
    return redirect_to_login(reverse("session_returned")).url
