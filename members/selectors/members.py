"""Prefetches, annotations and labels for lists of users."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import User
from accounts.services.second_factor import FACTORS
from members.roles import Role, get_central_roles
from sites.models import Agency


def with_second_factor(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate users with ``has_second_factor``: whether they have set one up."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return users.annotate(has_second_factor=Exists(factors))


def with_memberships(users: QuerySet[User]) -> QuerySet[User]:
    """Prefetch what ``list_memberships`` and ``list_central_roles`` need, in one query for all."""
    groups = Group.objects.select_related("agency_as_editors", "agency_as_moderators")
    return users.prefetch_related(Prefetch("groups", groups))


def list_memberships(user: User) -> list[tuple[Agency, str]]:
    """Return pairs of agency and role label for each agency that ``user`` is a member of."""
    memberships: list[tuple[Agency, str]] = []
    for group in user.groups.all():
        if agency := getattr(group, "agency_as_moderators", None):
            memberships.append((agency, str(Role.MODERATOR.label)))
        elif agency := getattr(group, "agency_as_editors", None):
            memberships.append((agency, str(Role.EDITOR.label)))
    return memberships


def list_central_roles(user: User) -> list[str]:
    """Return the labels of the central roles of ``user``; empty if there are none."""
    labels = get_central_roles()
    return [labels[group.name] for group in user.groups.all() if group.name in labels]
