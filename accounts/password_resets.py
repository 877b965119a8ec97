"""Links for a new password: the newest one works, once, while nothing else has happened."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import F

from accounts.models import OneTimeSecrets, User


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """Make tokens that are dead once anything about the account has changed since.

    Django's token covers password, address and last sign-in. This one also covers how many tokens
    were made, so that a newer one supersedes those before, and is none for somebody suspended.
    Named in ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR.
    """

    key_salt = "accounts.password_resets"

    def make_token(self, user: User) -> str:
        """Return a token for ``user``; every token made before is dead from now on."""
        OneTimeSecrets.objects.get_or_create(user=user)
        counted = OneTimeSecrets.objects.filter(user=user)
        counted.update(reset_links_made=F("reset_links_made") + 1)
        return super().make_token(user)

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Return whether ``token`` is the newest of ``user``, who can sign in."""
        return bool(user and user.is_active) and super().check_token(user, token)

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        secrets = OneTimeSecrets.objects.filter(user=user).first()
        made = secrets.reset_links_made if secrets else 0
        return f"{super()._make_hash_value(user, timestamp)}{made}"
