"""Layer 1: from a person to the agencies they work for. The only place that knows how.

Nobody else asks for superusers or group names to decide what belongs to whom.
"""

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet

from accounts.models import User

Person = User | AnonymousUser


def is_administrator(user: Person) -> bool:
    """Whether ``user`` is an ICT administrator, to whom no wall applies."""
    return user.is_active and user.is_superuser


def agencies_of(user: Person) -> frozenset[int]:
    """Return the keys of the agencies ``user`` works for: where they are a member and may sign in.

    Empty for administrators, who need be none's.
    """
    return belongs_to(user) if user.is_active else frozenset()


def moderated_by(user: Person) -> frozenset[int]:
    """Return the keys of the agencies where ``user`` works as a moderator."""
    return _memberships(user)[1] if user.is_active else frozenset()


def belongs_to(user: Person) -> frozenset[int]:
    """Return the keys of the agencies ``user`` is a member of, suspended or not."""
    return _memberships(user)[0]


def moderators_of(agency: int) -> QuerySet[User]:
    """Return the moderators of an agency, by its key, who can sign in."""
    return User.objects.filter(is_active=True, groups__agency_as_moderators=agency)


def _memberships(user: Person) -> tuple[frozenset[int], frozenset[int]]:
    # Asked once for each user object, which lives as long as a request.
    memory = vars(user)
    if "_agency_memberships" not in memory:
        groups = Group.objects.filter(user=user.pk) if user.pk else Group.objects.none()
        pairs = groups.values_list("agency_as_editors", "agency_as_moderators")
        editing = {agency for agency, _ in pairs if agency}
        moderating = {agency for _, agency in pairs if agency}
        memory["_agency_memberships"] = frozenset(editing | moderating), frozenset(moderating)
    return memory["_agency_memberships"]
