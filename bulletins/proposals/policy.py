"""Permissions on proposals: agencies on their own, publishers on those that were sent."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from bulletins.models.proposal import OPEN, BulletinProposal, ProposalState
from bulletins.roles import may_publish
from sites.isolation.access import Person, agencies_of
from sites.models import Agency, Status


def readable_by(user: Person) -> QuerySet[BulletinProposal]:
    """Return the proposals that ``user`` may read.

    These are those of the user's agencies and, for publishers, all that are not drafts.
    """
    readable = Q(agency__in=agencies_of(user))
    if may_publish(user):
        readable |= ~Q(state=ProposalState.DRAFT)
    return BulletinProposal.objects.filter(readable)


class ProposalPolicy(BasePermissionPolicy):
    """Permissions that follow from membership in agencies, not from group permissions.

    Members may change and delete open proposals of their active agencies.
    """

    def user_has_permission(self, user: Person, action: str) -> bool:
        if action == "view":
            return may_publish(user) or bool(agencies_of(user))
        return Agency.objects.active().filter(pk__in=agencies_of(user)).exists()

    def user_has_permission_for_instance(
        self, user: Person, action: str, instance: BulletinProposal
    ) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Iterable[str]
    ) -> QuerySet[BulletinProposal]:
        readable = readable_by(user)
        if "view" in actions:
            return readable
        own = readable.filter(agency__in=agencies_of(user), agency__status=Status.ACTIVE)
        return own.filter(state__in=OPEN)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return active superusers only; members of agencies are not included."""
        return User.objects.filter(is_active=True, is_superuser=True)
