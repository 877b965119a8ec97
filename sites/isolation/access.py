"""Layer 1: from a person to the agencies they work for. The only place that knows how.

Nobody else asks for superusers or group names to decide what belongs to whom.
"""

from django.contrib.auth.models import AnonymousUser, Group

from accounts.models import User

Person = User | AnonymousUser


def is_administrator(user: Person) -> bool:
    """Whether ``user`` is an ICT administrator, to whom no wall applies."""
    return user.is_active and user.is_superuser


def agencies_of(user: Person) -> frozenset[int]:
    """Return the keys of the agencies ``user`` is a member of, empty for administrators too.

    Asked once for each user object, which lives as long as a request.
    """
    return _memberships(user)[0]


def moderated_by(user: Person) -> frozenset[int]:
    """Return the keys of the agencies where ``user`` is a moderator."""
    return _memberships(user)[1]


def _memberships(user: Person) -> tuple[frozenset[int], frozenset[int]]:
    if not (user.is_authenticated and user.is_active):
        return frozenset(), frozenset()
    memory = vars(user)
    if "_agency_memberships" not in memory:
        groups = Group.objects.filter(user=user.pk)
        pairs = groups.values_list("agency_as_editors", "agency_as_moderators")
        editing = {agency for agency, _ in pairs if agency}
        moderating = {agency for _, agency in pairs if agency}
        memory["_agency_memberships"] = frozenset(editing | moderating), frozenset(moderating)
    return memory["_agency_memberships"]
