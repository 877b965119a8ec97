"""Password reset tokens: only the newest works, once, as long as the account is unchanged."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import F

from accounts.models import OneTimeSecrets, User


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """Generator of tokens that become invalid once the account changes.

    Django's token covers password, e-mail address and last sign-in. This one also covers how many
    tokens were made, so that a newer token supersedes the earlier ones, and is never valid for an
    inactive user. Set as ``ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR``.
    """

    key_salt = "accounts.password_resets"

    def make_token(self, user: User) -> str:
        """Return a new token for ``user`` and invalidate all earlier ones."""
        OneTimeSecrets.objects.get_or_create(user=user)
        counted = OneTimeSecrets.objects.filter(user=user)
        counted.update(reset_links_made=F("reset_links_made") + 1)
        return super().make_token(user)

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Return whether ``token`` is the newest one of ``user``, and ``user`` is active."""
        return bool(user and user.is_active) and super().check_token(user, token)

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        secrets = OneTimeSecrets.objects.filter(user=user).first()
        made = secrets.reset_links_made if secrets else 0
        return f"{super()._make_hash_value(user, timestamp)}{made}"
