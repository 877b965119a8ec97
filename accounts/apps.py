"""App configuration of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, invitations, sign-in, second factors and sessions."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        # Importing the receivers connects them.
        from accounts import receivers  # noqa: F401
