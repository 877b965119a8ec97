"""Forms that carry what a browser says about a passkey (WebAuthn Level 2)."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkey
from django.utils.translation import gettext_lazy as _

from accounts.forms import PlainFields

# What reading something raises that has not the form of a credential.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class CheckedCredential(passkey.AuthenticateWebAuthnForm):
    """What has not the form of a credential is a wrong one; the library would break down."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SignInPasskeyForm(CheckedCredential, passkey.LoginWebAuthnForm):
    pass


class SecondStepPasskeyForm(CheckedCredential):
    pass


class ConfirmPasskeyForm(CheckedCredential, passkey.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PlainFields, passkey.AddWebAuthnForm):
    """A passkey, by which one signs in without a password unless one says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("The device it is kept on, so that you recognise it.")
        choice = self.fields["passwordless"]
        choice.initial = True
        choice.label = _("Sign in with this passkey alone, without the password")
        choice.help_text = _("Leave this out for a security key without PIN or fingerprint.")

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class RenamePasskeyForm(PlainFields, passkey.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
