"""What sign-in does differently from django-allauth's ways."""

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

from accounts.ciphers import cipher
from accounts.devices import device_name
from accounts.models import User
from accounts.recent_proof import has_recent_proof
from accounts.second_factor import Person, has_factor, may_remove
from accounts.throttling import too_many_requests

# One answer, whatever was wrong: it tells nobody which names exist (ASVS 6.3.8).
WRONG_WORDS = _("The name or the password is not right.")
# What their keys are made for; changing it makes all second factors unreadable.
SECRETS = "accounts.second_factor"
TOO_MANY = {"too_many_login_attempts", "rate_limited"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by people who were given an account; mail in plain text, from the admin's host."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_WORDS,
        "email_password_mismatch": WRONG_WORDS,
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Return the error for ``code``; too many attempts end the request with 429 instead."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(too_many_requests(self.request))
        return super().validation_error(code, *args)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """As inherited, except that somebody inactive is nobody, like a wrong password."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if user:
            self._rollback_login_failed_rl_usage()
        return user

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Turn away somebody inactive who has signed in without a password."""
        messages.error(request, WRONG_WORDS)
        return redirect("account_login")

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """How somebody confirms who they are: whoever has a second factor, with it.

        A passkey comes first where there is no app.
        """
        methods = super().get_reauthentication_methods(user)
        if not has_factor(user):
            return methods
        methods = [method for method in methods if method["id"] != "reauthenticate"]
        has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        return methods if has_app else methods[::-1]

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Do not ask again for what was shown a moment ago, at sign-in too."""
        return not has_recent_proof(self.request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address to put in the mail, on the admin's host whatever was asked for."""
        user_key, _separator, token = key.partition("-")
        names = {"uidb36": user_key, "key": token}
        return settings.WAGTAILADMIN_BASE_URL + reverse(
            "account_reset_password_from_key", kwargs=names
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a message, with the admin's address among its words."""
        context = {"email": email, "admin_url": settings.WAGTAILADMIN_BASE_URL, **context}
        self.render_mail(template_prefix, email, context).send()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell ``user`` what was changed, from which device."""
        device = device_name(self.get_http_user_agent(self.request))
        context = {"user": user, "device": device, **(context or {})}
        super().send_notification_mail(template_prefix, user, context, email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the address, so that nobody is locked out by somebody else's attempts.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors of the admin's host, kept encrypted."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether this factor may go."""
        return may_remove(authenticator)

    def encrypt(self, text: str) -> str:
        """Return ``text`` as it is stored: a copy of the database alone opens no account."""
        return cipher(SECRETS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was stored; raises InvalidToken if it was under a key that is gone."""
        return cipher(SECRETS).decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the admin's host (WebAuthn Level 2, 5.1.3)."""
        return {"id": settings.ADMIN_HOST, "name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Suggest the device as the name of a passkey."""
        return device_name(self.request.headers.get("User-Agent", ""))
