"""Services for invitations into an agency or the ICT department, recorded in the journal.

``resume_emails`` removes the bounce mark from a user's e-mail address.
"""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation

from accounts.models import Invitation, User
from accounts.services import invitations
from accounts.services.bounced_addresses import clear_bounce
from members.permissions import list_member_agencies
from members.roles import Role, find_group_agency, get_central_roles, get_role_group
from members.services.audit import create_audit_entries
from members.services.membership import add_member, grant_role
from sites.models import Agency


@transaction.atomic
def invite(*, agency: Agency, role: str, email: str, by: User, name: str = "") -> Invitation:
    """Invite ``email`` to ``role`` in the agency; the e-mail is queued.

    ``role``: value of ``Role``. ``name``: of the person, if it is known. The caller checks the
    permission and the address.
    """
    group = get_role_group(agency, role)
    invitation = invitations.invite(
        email=email, group=group, role=_get_role_label(agency, role), by=by, name=name
    )
    create_audit_entries(
        "people.invite", agencies=[agency.pk], person=by, target=invitation, detail=role
    )
    return invitation


@transaction.atomic
def prepare(*, agency: Agency, role: str, email: str, by: User, name: str = "") -> Invitation:
    """Prepare an invitation, which is sent when somebody confirms it with ``resend``.

    Arguments: as of ``invite``.
    """
    group = get_role_group(agency, role)
    invitation = invitations.prepare(
        email=email, group=group, role=_get_role_label(agency, role), by=by, name=name
    )
    create_audit_entries(
        "people.prepare", agencies=[agency.pk], person=by, target=invitation, detail=role
    )
    return invitation


@transaction.atomic
def invite_centrally(*, group: Group, email: str, by: User) -> Invitation:
    """Invite ``email`` to the central role of ``group``; the e-mail is queued.

    ``group``: of a role registered with ``register_central_role``.
    """
    with translation.override(settings.LANGUAGE_CODE):
        role_label = get_central_roles()[group.name]
    invitation = invitations.invite(email=email, group=group, role=role_label, by=by)
    create_audit_entries("people.invite", person=by, target=invitation, detail=group.name)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> None:
    """Send the invitation again with a new link, or a prepared one for the first time.

    A former link stops working. Raises InvitationClosedError if it has been accepted or revoked in
    the meantime.
    """
    action = "people.invite" if invitation.is_prepared else "people.resend"
    invitations.resend(invitation=invitation)
    _record(action, invitation, by)


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Revoke the invitation, so that its link stops working.

    Raises InvitationClosedError if it has been accepted or revoked in the meantime.
    """
    invitations.revoke(invitation=invitation)
    _record("people.revoke", invitation, by)


def _get_role_label(agency: Agency, role: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{Role(role).label}, {agency}"


def accept_into_agency(invitation: Invitation, user: User) -> None:
    """Give ``user``, who has accepted, the role of the invitation.

    Under the two-person rule becoming a moderator may wait; see ``add_member``.
    """
    group = invitation.group
    agency = find_group_agency(group)
    if agency:
        role = Role.MODERATOR if group.pk == agency.moderators_id else Role.EDITOR
        # The sender of the invitation has decided this, not the user who accepts it.
        inviter = invitation.invited_by
        add_member(agency=agency, role=role, user=user, by=user, decided_by=inviter or user)
    else:
        grant_role(group=group, user=user, by=user)


def _record(action: str, invitation: Invitation, by: User) -> None:
    agency = find_group_agency(invitation.group)
    agencies = [agency.pk] if agency else []
    create_audit_entries(action, agencies=agencies, person=by, target=invitation)


@transaction.atomic
def resume_emails(*, user: User, by: User) -> None:
    """Remove the bounce mark from the address of ``user``, so that e-mails are sent there again.

    Recorded in the journal of each of the user's agencies.
    """
    clear_bounce(email=user.email)
    agencies = [agency.pk for agency in list_member_agencies(user)]
    create_audit_entries("people.mail_again", agencies=agencies, person=by, target=user)
