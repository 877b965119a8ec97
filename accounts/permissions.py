"""Permission of ICT administrators."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User

AnyUser = User | AnonymousUser


def is_administrator(user: AnyUser) -> bool:
    """Return whether ``user`` is an ICT administrator (active superuser), exempt from isolation."""
    return user.is_active and user.is_superuser
