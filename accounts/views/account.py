"""Views of sign-in, second factors and sessions, and the answer to too many requests.

They are the views that differ from django-allauth's. Too many requests are answered with 429
(RFC 6585, 4).
"""

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.account import LogoutView

from accounts.services.one_time_codes import consume_code
from accounts.services.second_factor import (
    can_remove_factor,
    has_second_factor,
    mark_new_factor_used,
    requires_second_factor,
)
from accounts.services.sessions import describe_user_agent

# Seconds; the longest period in ACCOUNT_RATE_LIMITS.
RETRY_AFTER_SECONDS = 300


def rate_limited(request: HttpRequest) -> HttpResponse:
    """Return the page for status 429, with the waiting time in Retry-After."""
    response = render(
        request,
        "429.html",
        {"minutes": RETRY_AFTER_SECONDS // 60},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    add_never_cache_headers(response)
    return response


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect from Wagtail's sign-in URL to ours, which checks the ``next`` URL."""
    target = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect_to_login(target, reverse("account_login"))


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out on POST; redirect all other methods to the page that asks first.

    Wagtail's view would delete the session cookie whatever the method (RFC 9110, 9.2.1).
    """
    if request.method != "POST":
        return redirect("account_logout")
    response: HttpResponse = LogoutView.as_view()(request)
    return response


class SignInView(LoginView):
    """Sign-in with name and password; passkeys have a view of their own."""

    def get_authenticated_redirect_url(self) -> str:
        """Return where a user who is already signed in goes.

        Users without access to the admin go to the security page of their account.
        """
        if not self.request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("mfa_index")
        return str(super().get_authenticated_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the installation does without second factors."""
        return super().get_context_data(**kwargs) | {
            "second_factor_is_off": not settings.REQUIRE_SECOND_FACTOR
        }


class SecurityView(IndexView):
    """Overview of what protects the user's account, and what is still missing."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the user must set up a factor first, and may use the admin."""
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "factor_is_missing": requires_second_factor(user) and not has_second_factor(user),
            "may_work": user.has_perm("wagtailadmin.access_admin"),
        }


class AddAppView(ActivateTOTPView):
    """Set-up of an authenticator app, which also counts as its verification."""

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        consume_code(app, form.cleaned_data["code"])
        mark_new_factor_used(self.request, app)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Set-up of a passkey, which also counts as its verification."""

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        passkeys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
        mark_new_factor_used(self.request, passkeys.filter(user=self.request.user).latest("pk"))
        return response


class RemovePasskeyView(RemoveWebAuthnView):
    """Removal of a passkey, unless it is the last factor of a user who needs one."""

    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_remove": can_remove_factor(self.object)}

    def form_valid(self, form: Form) -> HttpResponse:
        if not can_remove_factor(self.object):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)


class SessionsView(ListUserSessionsView):
    """List of the user's sessions: the current one, then the most recently used."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the name of the device to each session, and sort the sessions."""
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = describe_user_agent(session.user_agent)
        context["sessions"].sort(key=lambda one: (one.is_current(), one.last_seen_at), reverse=True)
        return context


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the user's own sessions; 404 for sessions of others.

    For the current session, redirect to the sign-out page.
    """
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    device = describe_user_agent(session.user_agent)
    session.end()
    message = _("The session was ended: %(device)s. Whoever uses it has to sign in again.")
    messages.success(request, message % {"device": device})
    return redirect("usersessions_list")
