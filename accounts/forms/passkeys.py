"""Forms that submit a browser's WebAuthn credential (passkey; WebAuthn Level 2)."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkey
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import PlainFieldsForm

# Exceptions raised while parsing input that has not the form of a credential.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class CheckedCredentialForm(passkey.AuthenticateWebAuthnForm):
    """Base form that rejects malformed input like a wrong credential.

    django-allauth lets the parsing exception through.
    """

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SignInPasskeyForm(CheckedCredentialForm, passkey.LoginWebAuthnForm):
    """Form to sign in with a passkey alone."""


class SecondStepPasskeyForm(CheckedCredentialForm):
    """Form to verify a passkey as the second factor at sign-in."""


class ConfirmPasskeyForm(CheckedCredentialForm, passkey.ReauthenticateWebAuthnForm):
    """Form to reauthenticate with a passkey."""


class AddPasskeyForm(PlainFieldsForm, passkey.AddWebAuthnForm):
    """Form to add a passkey, which by default also signs in without the password."""

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


class RenamePasskeyForm(PlainFieldsForm, passkey.EditWebAuthnForm):
    """Form to rename a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
