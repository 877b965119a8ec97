"""Views behind the link of an invitation, on the admin's host.

The token is removed from the URL at once, as in Django's password reset: it reaches no other page
by Referer and does not stay in the browser's history. Opening the link does not use an invitation
up, because mail scanners open links too.
"""

from http import HTTPStatus
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts.forms.invitations import AccountForm
from accounts.models import Invitation, User
from accounts.services.invitations import (
    AccountExistsError,
    InvitationClosedError,
    accept,
    create_account,
    has_account,
    hash_token,
)
from accounts.services.sign_in_origins import save_origin

SESSION_KEY = "invitation"


@never_cache
@require_safe
@sensitive_variables("token")
def follow_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Save the invitation in the session and redirect to its page.

    Answers 410 if it can no longer be accepted, 404 if the token is unknown.
    """
    digest = hash_token(token)
    if not Invitation.objects.acceptable().filter(digest=digest).exists():
        return _render_unacceptable(
            request, known=Invitation.objects.filter(digest=digest).exists()
        )
    request.session[SESSION_KEY] = digest
    return _set_no_referrer(redirect("invitation"))


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class InvitationView(FormView):
    """Page to open an account, or to accept with the account that the user has."""

    form_class = AccountForm
    template_name = "account/invitation.html"
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        digest = request.session.get(SESSION_KEY, "")
        found = Invitation.objects.acceptable().filter(digest=digest).first()
        if found is None:
            return _render_unacceptable(request, known=bool(digest))
        self.invitation = found
        try:
            return super().dispatch(request, *args, **kwargs)
        except InvitationClosedError:
            return _render_unacceptable(request, known=True)

    @property
    def is_for_user(self) -> bool:
        """Whether the signed-in user is the one invited."""
        email = getattr(self.request.user, "email", "")
        return email.lower() == self.invitation.email

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_for_user:
            accept(invitation=self.invitation, user=cast(User, request.user))
            del request.session[SESSION_KEY]
            return redirect("wagtailadmin_home")
        if request.user.is_authenticated or has_account(self.invitation.email):
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.invitation.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"email": self.invitation.email}

    @method_decorator(sensitive_variables("data", "password"))
    def form_valid(self, form: AccountForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            user = create_account(invitation=self.invitation, **data)
        except AccountExistsError:
            # Opened a moment ago by another invitation; the page asks to sign in with it.
            return self.get(self.request)
        del self.request.session[SESSION_KEY]
        signed_in = authenticate(
            self.request, username=user.get_username(), password=data["password"]
        )
        # Saved before signing in, so that the first sign-in does not count as unfamiliar.
        save_origin(self.request, user)
        # The password that was just chosen counts as a recent proof, as after any sign-in.
        record_authentication(self.request, signed_in, method="password", username=user.username)
        return perform_login(self.request, signed_in, redirect_url=reverse("wagtailadmin_home"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            invitation=self.invitation,
            is_for_user=self.is_for_user,
            has_account=has_account(self.invitation.email),
            login_url=resolve_url(settings.LOGIN_URL),
            **kwargs,
        )


def _render_unacceptable(request: HttpRequest, *, known: bool) -> HttpResponse:
    """Render one page for all that cannot be accepted; it does not say whom it was for."""
    status = HTTPStatus.GONE if known else HTTPStatus.NOT_FOUND
    return _set_no_referrer(render(request, "account/invitation_over.html", status=status))


def _set_no_referrer(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    return response
