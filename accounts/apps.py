"""App configuration of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, invitations, sign-in, second factors and sessions."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import receivers
        from accounts.services import second_factor, sign_in_origins

        for part in (receivers, second_factor, sign_in_origins):
            part.connect()
