"""Permissions on members and invitations, and owners of the app's records.

ICT administrators manage the members of all agencies, moderators those of their own. These
functions decide who may do what; the services in ``members.services.membership`` do not check it.

``get_invitation_group``, ``get_note_task_state``, ``get_record_agency`` and ``get_record_user``
return the owners of invitations, notes of authors, journal entries, role changes and notifications.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from accounts.models import Invitation, User
from accounts.permissions import AnyUser, is_administrator
from members.models import (
    AuditEntry,
    Notification,
    NotificationPreference,
    RoleChange,
    SubmissionNote,
    WaitingWords,
)
from sites.models import Agency
from sites.permissions.ownership import (
    get_active_agency_ids,
    get_member_agency_ids,
    get_moderated_agency_ids,
    register_owner,
)
from sites.permissions.routes import Names, allow_route


def list_managed_agencies(user: AnyUser) -> QuerySet[Agency]:
    """Return the agencies whose members ``user`` manages; all for ICT administrators."""
    if is_administrator(user):
        return Agency.objects.all()
    return Agency.objects.filter(pk__in=get_moderated_agency_ids(user))


def list_member_agencies(user: User) -> QuerySet[Agency]:
    """Return the agencies that ``user``, active or not, is a member of."""
    return Agency.objects.filter(pk__in=get_member_agency_ids(user))


def list_members(agency: Agency) -> QuerySet[User]:
    """Return the members of the agency, inactive ones too, annotated with ``is_moderator``."""
    memberships = User.groups.through.objects.filter(user=OuterRef("pk"))
    in_agency = memberships.filter(group__in=[agency.editors_id, agency.moderators_id])
    moderates = memberships.filter(group=agency.moderators_id)
    return User.objects.filter(Exists(in_agency)).annotate(is_moderator=Exists(moderates))


def list_open_invitations(agency: Agency) -> QuerySet[Invitation]:
    """Return the invitations into the agency that are neither accepted nor revoked."""
    groups = [agency.editors_id, agency.moderators_id]
    return Invitation.objects.waiting().filter(group__in=groups)


def can_manage(by: User, member: User) -> bool:
    """Return whether ``by``, who manages the agency, may change the membership of ``member``.

    Only ICT administrators may if the member is one.
    """
    return is_administrator(by) or not member.is_superuser


def can_deactivate(by: User, agency: Agency, member: User) -> bool:
    """Return whether ``by``, who manages ``agency``, may deactivate and reactivate ``member``.

    Nobody may for their own account. ICT administrators may for all others. Moderators may for
    users who work for this agency only: without membership elsewhere, central role, permission of
    their own or superuser status.
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


def get_reason_to_stay_moderator(agency: Agency, member: User, by: User) -> str:
    """Return why ``by`` cannot take the moderator's role from ``member``; empty if they can.

    The only active moderator of an agency stays one, as nobody else there could invite users or
    approve. ICT administrators can remove that role nevertheless.
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


def can_view_all_entries(user: AnyUser) -> bool:
    """Return whether ``user`` reads the whole journal, as ICT administrators and auditors do."""
    return is_administrator(user) or bool(
        user.is_active and user.has_perm("members.view_auditentry")
    )


def list_entries(user: AnyUser) -> QuerySet[AuditEntry]:
    """Return the journal entries that ``user`` may read; empty for users of no agency."""
    entries = AuditEntry.objects.select_related("agency", "content_type")
    return (
        entries
        if can_view_all_entries(user)
        else entries.filter(agency__in=get_active_agency_ids(user))
    )


def _name_entry(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    if not can_view_all_entries(request.user):
        yield "members.AuditEntry", str(kwargs["pk"])


# Leads on to a form, which has a rule of its own.
allow_route("audit:object", path={"pk": ""}, also=_name_entry)


@register_owner(Invitation)
def get_invitation_group(invitation: Invitation) -> Group:
    """Return the group that the invitation is for; its agency owns the invitation."""
    return invitation.group


@register_owner(SubmissionNote)
def get_note_task_state(note: SubmissionNote) -> TaskState:
    """Return the step that the note came with; the owner of its object owns the note."""
    return note.task_state


# The view asks for the agency.
allow_route("approval:words", path={"pk": "members.WaitingWords"})


@register_owner(AuditEntry, RoleChange, WaitingWords)
def get_record_agency(record: AuditEntry | RoleChange | WaitingWords) -> Agency | None:
    """Return the agency that owns the record, None for central journal entries."""
    return record.agency


@register_owner(Notification, NotificationPreference)
def get_record_user(record: Notification | NotificationPreference) -> User:
    """Return the user whose notification or preference it is."""
    return record.person
