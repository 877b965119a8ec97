"""Adapters that change how django-allauth signs users in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.client_network import get_client_network
from accounts.encryption import get_cipher
from accounts.models import User
from accounts.permissions import AnyUser
from accounts.services.reauthentication import has_recent_reauthentication
from accounts.services.second_factor import can_remove_factor, has_second_factor
from accounts.services.sessions import describe_user_agent
from accounts.views.account import rate_limited

# The same message whatever was wrong, so that it does not reveal which names exist (ASVS 6.3.8).
WRONG_CREDENTIALS = _("The name or the password is not right.")
# Purpose of the encryption key; changing it makes all stored second factors unreadable.
SECRETS = "accounts.services.second_factor"
TOO_MANY = {"too_many_login_attempts", "rate_limited"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of users who were given an account; plain-text e-mails, from the admin's host."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_CREDENTIALS,
        "email_password_mismatch": WRONG_CREDENTIALS,
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: accounts are opened by invitation only."""
        return False

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Return the error for ``code``; after too many attempts end the request with 429."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(rate_limited(self.request))
        return super().validation_error(code, *args)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the user, or None; an inactive user counts as a wrong password."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if user:
            self._rollback_login_failed_rl_usage()
        return user

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Reject an inactive user who has signed in without a password."""
        messages.error(request, WRONG_CREDENTIALS)
        return redirect("account_login")

    def get_reauthentication_methods(self, user: AnyUser) -> list[dict[str, Any]]:
        """Return the ways to reauthenticate, the preferred one first.

        Users who have a second factor must use it, not the password. A passkey comes first if
        there is no authenticator app.
        """
        methods = super().get_reauthentication_methods(user)
        if not has_second_factor(user):
            return methods
        methods = [method for method in methods if method["id"] != "reauthenticate"]
        has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        return methods if has_app else methods[::-1]

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Return whether a new proof is needed: not after a recent one, sign-in included."""
        return not has_recent_reauthentication(self.request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the URL for the e-mail, on the admin's host whatever host was requested."""
        user_key, _separator, token = key.partition("-")
        names = {"uidb36": user_key, "key": token}
        return settings.WAGTAILADMIN_BASE_URL + reverse(
            "account_reset_password_from_key", kwargs=names
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an e-mail, with the admin's base URL as ``admin_url`` in its context."""
        context = {"email": email, "admin_url": settings.WAGTAILADMIN_BASE_URL, **context}
        self.render_mail(template_prefix, email, context).send()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Notify ``user`` of a change to the account, with the device it was made from."""
        device = describe_user_agent(self.get_http_user_agent(self.request))
        context = {"user": user, "device": device, **(context or {})}
        super().send_notification_mail(template_prefix, user, context, email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the client's network, so that nobody is locked out by somebody else's attempts.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{get_client_network(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors of the admin's host, stored encrypted."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether this factor can be removed."""
        return can_remove_factor(authenticator)

    def encrypt(self, text: str) -> str:
        """Return ``text`` encrypted, so that a copy of the database alone opens no account."""
        return get_cipher(SECRETS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the plain text. Raises InvalidToken if it was encrypted with a removed key."""
        return get_cipher(SECRETS).decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the admin's host as relying party of passkeys (WebAuthn Level 2, 5.1.3)."""
        return {"id": settings.ADMIN_HOST, "name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return the device as the suggested name of a passkey."""
        return describe_user_agent(self.request.headers.get("User-Agent", ""))
