"""Permission of ICT administrators, and the one whom a command names."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.models import User

AnyUser = User | AnonymousUser


def is_administrator(user: AnyUser) -> bool:
    """Return whether ``user`` is an ICT administrator (active superuser), exempt from isolation."""
    return user.is_active and user.is_superuser


def get_administrator(username: str) -> User:
    """Return the ICT administrator of this name. Raises ValidationError if there is none."""
    user = User.objects.filter(username=username, is_superuser=True, is_active=True).first()
    if user is None:
        raise ValidationError(f"{username}: no ICT administrator has this name.")
    return user
