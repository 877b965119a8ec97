"""Isolation, layer 1: which agencies a user works for. See docs/features/isolation.md.

Only this module decides it. No other code checks superuser status or group names to find out
which objects belong to a user.
"""

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet

from accounts.models import User

Person = User | AnonymousUser


def is_administrator(user: Person) -> bool:
    """Return whether ``user`` is an ICT administrator (active superuser), exempt from isolation."""
    return user.is_active and user.is_superuser


def agencies_of(user: Person) -> frozenset[int]:
    """Return the primary keys of the agencies that an active user is a member of.

    Empty for inactive and anonymous users, and for administrators who are members of no agency.
    """
    return belongs_to(user) if user.is_active else frozenset()


def moderated_by(user: Person) -> frozenset[int]:
    """Return the primary keys of the agencies that an active user moderates."""
    return _memberships(user)[1] if user.is_active else frozenset()


def belongs_to(user: Person) -> frozenset[int]:
    """Return the primary keys of the agencies that a user is a member of, active or inactive."""
    return _memberships(user)[0]


def moderators_of(agency: int) -> QuerySet[User]:
    """Return the active moderators of the agency with primary key ``agency``."""
    return User.objects.filter(is_active=True, groups__agency_as_moderators=agency)


def _memberships(user: Person) -> tuple[frozenset[int], frozenset[int]]:
    # Cached on the user object, which lives as long as a request.
    memory = vars(user)
    if "_agency_memberships" not in memory:
        groups = Group.objects.filter(user=user.pk) if user.pk else Group.objects.none()
        pairs = groups.values_list("agency_as_editors", "agency_as_moderators")
        editing = {agency for agency, _ in pairs if agency}
        moderating = {agency for _, agency in pairs if agency}
        memory["_agency_memberships"] = frozenset(editing | moderating), frozenset(moderating)
    return memory["_agency_memberships"]
