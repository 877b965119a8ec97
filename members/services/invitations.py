"""Services for invitations into an agency or the ICT department, recorded in the journal.

``send_again`` removes the bounce mark from a user's e-mail address.
"""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation

from accounts.models import Invitation, User
from accounts.services import invitations
from accounts.services.bounced_addresses import forget_bounce
from members.permissions import agencies_with
from members.roles import Role, agency_of_group, central_roles, group_of
from members.services.audit import record
from members.services.membership import grant, join
from sites.models import Agency


@transaction.atomic
def invite(*, agency: Agency, role: str, email: str, by: User) -> Invitation:
    """Invite ``email`` to ``role`` in the agency; the e-mail is queued.

    ``role``: value of ``Role``. The caller checks the permission and the address.
    """
    with translation.override(settings.LANGUAGE_CODE):
        words = f"{Role(role).label}, {agency.name_vi}"
    group = group_of(agency, role)
    invitation = invitations.invite(email=email, group=group, role=words, by=by)
    record("people.invite", agencies=[agency.pk], person=by, target=invitation, detail=role)
    return invitation


@transaction.atomic
def invite_centrally(*, group: Group, email: str, by: User) -> Invitation:
    """Invite ``email`` to the central role of ``group``; the e-mail is queued.

    ``group``: of a role registered with ``register_central_role``.
    """
    with translation.override(settings.LANGUAGE_CODE):
        words = central_roles()[group.name]
    invitation = invitations.invite(email=email, group=group, role=words, by=by)
    record("people.invite", person=by, target=invitation, detail=group.name)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> None:
    """Send the invitation again with a new link; the former link stops working.

    Raises InvitationClosed if it has been accepted or revoked in the meantime.
    """
    invitations.resend(invitation=invitation)
    _record("people.resend", invitation, by)


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Revoke the invitation, so that its link stops working.

    Raises InvitationClosed if it has been accepted or revoked in the meantime.
    """
    invitations.revoke(invitation=invitation)
    _record("people.revoke", invitation, by)


def let_in(invitation: Invitation, user: User, **kwargs: object) -> None:
    """Give ``user``, who has accepted, the role of the invitation.

    Receiver of ``invitation_accepted``. Under the two-person rule becoming a moderator may wait;
    see ``join``.
    """
    group = invitation.group
    agency = agency_of_group(group)
    if agency:
        role = Role.MODERATOR if group.pk == agency.moderators_id else Role.EDITOR
        # The sender of the invitation has decided this, not the user who accepts it.
        inviter = invitation.invited_by
        join(agency=agency, role=role, user=user, by=user, decided_by=inviter or user)
    else:
        grant(group=group, user=user, by=user)


def _record(action: str, invitation: Invitation, by: User) -> None:
    agency = agency_of_group(invitation.group)
    agencies = [agency.pk] if agency else []
    record(action, agencies=agencies, person=by, target=invitation)


@transaction.atomic
def send_again(*, user: User, by: User) -> None:
    """Remove the bounce mark from the address of ``user``, so that e-mails are sent there again.

    Recorded in the journal of each of the user's agencies.
    """
    forget_bounce(email=user.email)
    agencies = [agency.pk for agency in agencies_with(user)]
    record("people.mail_again", agencies=agencies, person=by, target=user)
