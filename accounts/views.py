"""The pages of one's own account, where they differ from django-allauth's."""

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
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.account import LogoutView

from accounts.devices import device_name
from accounts.second_factor import has_factor, may_remove, must_have_factor, note_new_factor
from accounts.totp import use_up_code


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead from Wagtail's address for signing in to ours, which checks where to go next."""
    target = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect_to_login(target, reverse("account_login"))


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out from the admin's menu; a link leads to the page that asks whether to.

    Wagtail's view would drop the session's cookie whatever the method (RFC 9110, 9.2.1).
    """
    if request.method != "POST":
        return redirect("account_logout")
    response: HttpResponse = LogoutView.as_view()(request)
    return response


class SignInView(LoginView):
    """Sign-in by name and password; passkeys have a view of their own."""

    def get_authenticated_redirect_url(self) -> str:
        """Where somebody goes who is signed in already: not to an admin closed to them."""
        if not self.request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("mfa_index")
        return str(super().get_authenticated_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say so where no second factor is asked for."""
        return super().get_context_data(**kwargs) | {
            "second_factor_is_off": not settings.REQUIRE_SECOND_FACTOR
        }


class SecurityView(IndexView):
    """What protects one's account, and what is still missing."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the person has to set something up before they can work."""
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "factor_is_missing": must_have_factor(user) and not has_factor(user),
            "may_work": user.has_perm("wagtailadmin.access_admin"),
        }


class AddAppView(ActivateTOTPView):
    """Set up an app that makes codes; whoever has done so has shown it."""

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        use_up_code(app, form.cleaned_data["code"])
        note_new_factor(self.request, app)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Set up a passkey; whoever has done so has shown it."""

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        passkeys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
        note_new_factor(self.request, passkeys.filter(user=self.request.user).latest("pk"))
        return response


class RemovePasskeyView(RemoveWebAuthnView):
    """Remove a passkey, unless it is the last factor of somebody who must have one."""

    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_remove": may_remove(self.object)}

    def form_valid(self, form: Form) -> HttpResponse:
        if not may_remove(self.object):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)


class SessionsView(ListUserSessionsView):
    """Where one is signed in, the session of this moment first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Describe the device of each session in words."""
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = device_name(session.user_agent)
        context["sessions"].sort(key=lambda one: (one.is_current(), one.last_seen_at), reverse=True)
        return context


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions; others' are not there."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, _("The session was ended."))
    return redirect("usersessions_list")
