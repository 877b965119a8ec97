"""django-allauth's forms, with labels beside the fields instead of words inside them."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.totp import use_up_code


class PlainFields(forms.Form):
    """A placeholder vanishes when somebody types; a label does not (WCAG 2.2, 3.3.2)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"password", "oldpassword"}:
                field.help_text = ""
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class SignInForm(PlainFields, account.LoginForm):
    """Name or address, and password."""

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
        """The name alone: the backend tries it as an address too.

        Given both, it would check the password of an address that exists twice, and the time
        taken would tell.
        """
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }


class ConfirmPasswordForm(PlainFields, account.ReauthenticateForm):
    pass


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    pass


class ForgottenPasswordForm(PlainFields, account.ResetPasswordForm):
    pass


class NewPasswordForm(PlainFields, account.ResetPasswordKeyForm):
    pass


class SingleUseCode(factor.BaseAuthenticateForm):
    """A code of an app that was used before is a wrong one."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not use_up_code(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(SingleUseCode, PlainFields, factor.AuthenticateForm):
    pass


class ConfirmCodeForm(SingleUseCode, PlainFields, factor.ReauthenticateForm):
    pass


class AddAppForm(PlainFields, ActivateTOTPForm):
    pass
