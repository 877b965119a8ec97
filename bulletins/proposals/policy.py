"""Who may do what with proposals: a unit with its own, those who publish with what was sent."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from bulletins.models.proposal import OPEN, BulletinProposal, ProposalState
from bulletins.roles import may_publish
from sites.isolation.access import Person, agencies_of
from sites.models import Agency, Status


def readable_by(user: Person) -> QuerySet[BulletinProposal]:
    """What ``user`` may read: the own unit's, and what was sent to those who decide."""
    readable = Q(agency__in=agencies_of(user))
    if may_publish(user):
        readable |= ~Q(state=ProposalState.DRAFT)
    return BulletinProposal.objects.filter(readable)


class ProposalPolicy(BasePermissionPolicy):
    """Not by boxes that are ticked, but by where a person works."""

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
        return User.objects.filter(is_active=True, is_superuser=True)
