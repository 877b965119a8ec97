"""Who may do what to whom. ICT administrators reach everybody; moderators their own members."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Invitation, User
from sites.isolation.access import Person, belongs_to, is_administrator, moderated_by
from sites.models import Agency


def agencies_managed_by(user: Person) -> QuerySet[Agency]:
    """The agencies whose members ``user`` looks after."""
    if is_administrator(user):
        return Agency.objects.all()
    return Agency.objects.filter(pk__in=moderated_by(user))


def agencies_with(user: User) -> QuerySet[Agency]:
    """The agencies ``user`` is a member of, suspended or not."""
    return Agency.objects.filter(pk__in=belongs_to(user))


def members_of(agency: Agency) -> QuerySet[User]:
    """The agency's members; ``is_moderator`` tells the moderators."""
    held = User.groups.through.objects.filter(user=OuterRef("pk"))
    in_unit = held.filter(group__in=[agency.editors_id, agency.moderators_id])
    moderates = held.filter(group=agency.moderators_id)
    return User.objects.filter(Exists(in_unit)).annotate(is_moderator=Exists(moderates))


def invitations_of(agency: Agency) -> QuerySet[Invitation]:
    """The invitations into the agency that nobody has accepted or revoked."""
    groups = [agency.editors_id, agency.moderators_id]
    return Invitation.objects.waiting().filter(group__in=groups)


def may_manage(by: User, member: User) -> bool:
    """Whether ``by`` may change the place of a member in an agency that ``by`` manages."""
    return is_administrator(by) or not member.is_superuser


def may_suspend(by: User, agency: Agency, member: User) -> bool:
    """Whether ``by`` may suspend or restore a member of ``agency``.

    A moderator may, if the person works for this agency alone: the account of somebody with
    another place, an own permission or a central role is not theirs to close.
    """
    if member.pk == by.pk:
        return False
    if is_administrator(by):
        return True
    groups = {group.pk for group in member.groups.all()}
    return (
        not member.is_superuser
        and groups <= {agency.editors_id, agency.moderators_id}
        and not member.user_permissions.all()
    )


def reason_to_stay_moderator(agency: Agency, member: User, by: User) -> str:
    """Say why ``by`` cannot take the moderator's role from ``member``; empty where they can.

    Whoever moderates alone would lock the unit out of its own members.
    """
    others = User.objects.filter(groups=agency.moderators_id, is_active=True).exclude(pk=member.pk)
    if is_administrator(by) or others.exists():
        return ""
    if not member.groups.filter(pk=agency.moderators_id).exists():
        return ""
    return _(
        "The unit has no other moderator. Make somebody else a moderator first; otherwise nobody "
        "in the unit could invite people or approve texts."
    )
