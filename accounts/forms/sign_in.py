"""Forms of sign-in, passwords and second factors, and the form base for a user's name.

The forms of sign-in are django-allauth's, with labels instead of placeholders and single-use codes.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.services.one_time_codes import consume_code


class PlainFieldsForm(forms.Form):
    """Base form without placeholders, which vanish while one types (WCAG 2.2, 3.3.2)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"password", "oldpassword"}:
                field.help_text = ""
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class SignInForm(PlainFieldsForm, account.LoginForm):
    """Form to sign in with user name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["login"]
        name.label = _("User name or e-mail address")
        name.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }

    def user_credentials(self) -> dict[str, str]:
        """Return what was typed as user name only; the backend tries it as an address too.

        With both, it would check the password for an address that exists twice, and the response
        time would reveal that.
        """
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }


class ConfirmPasswordForm(PlainFieldsForm, account.ReauthenticateForm):
    """Form to reauthenticate with the password."""


class ChangePasswordForm(PlainFieldsForm, account.ChangePasswordForm):
    """Form to change one's own password."""


class ForgottenPasswordForm(PlainFieldsForm, account.ResetPasswordForm):
    """Form to request a password reset link."""


class NewPasswordForm(PlainFieldsForm, account.ResetPasswordKeyForm):
    """Form to set a new password, behind a password reset link."""


class SingleUseCodeForm(factor.BaseAuthenticateForm):
    """Base form that rejects an app code that was used before, like a wrong one."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not consume_code(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(SingleUseCodeForm, PlainFieldsForm, factor.AuthenticateForm):
    """Form to verify a code as the second factor at sign-in."""


class ConfirmCodeForm(SingleUseCodeForm, PlainFieldsForm, factor.ReauthenticateForm):
    """Form to reauthenticate with a code."""


class AddAppForm(PlainFieldsForm, ActivateTOTPForm):
    """Form to set up an authenticator app."""


class WholeNameForm(forms.ModelForm):
    """Base of Wagtail's user forms with one field for the name, in the order it is spoken.

    An account opened by invitation has the whole name in ``first_name``. A user who got a
    ``last_name`` some other way keeps both fields until it is emptied.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields, person = self.fields, self.instance
        if person.last_name:
            fields["last_name"].required = False
        else:
            del fields["last_name"]
            fields["first_name"].label = _("Full name")
