"""Services that change memberships, roles and the active state of accounts.

Each is one transaction and is recorded in the journal. ``by`` is the acting user; permissions are
checked by the views (``members.permissions``). Under the two-person rule some changes of a
moderator's role wait (``members.services.role_change_requests``): then the service changes nothing
yet and returns the waiting ``RoleChange``, else None; if another kind of change of that user waits,
it raises ValidationError. ``at_once`` applies a change that has waited.

``clean_up_after_removal`` and ``revoke_sent_invitations`` clean up when a user leaves an agency or
is deactivated.
"""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import PageSubscription, WorkflowState

from accounts.models import User
from accounts.services.sessions import end_all_sessions
from members.approval_rules import is_two_person_rule_active
from members.models import ANNOUNCEMENTS, NotificationKind, RoleChange, RoleChangeKind
from members.permissions import list_member_agencies, list_open_invitations
from members.roles import (
    Role,
    find_role,
    get_central_roles,
    get_role_group,
    get_translator_groups,
)
from members.selectors.recipients import delete_pending_notifications
from members.services.audit import create_audit_entries
from members.services.field_changes import Change, make_change
from members.services.role_change_requests import request_role_change, requires_delay
from members.services.role_events import report_role_change
from members.services.translators import drop_translator_languages
from sites.models import Agency
from sites.permissions.ownership import get_owner_ids, list_agency_pages


def clean_up_after_removal(*, agency: Agency, user: User) -> None:
    """Remove what still connects ``user`` to the agency after they have left.

    Open invitations sent by the user are revoked. Unsent notifications about the agency are
    deleted, and those of bulletins if the user works for no other agency. Subscriptions to comments
    on its pages are deleted (Wagtail e-mails them without checking permissions), page locks are
    released, and the user is removed as the requester of submissions, so that they get no e-mail
    about the decision; the submissions go on. Texts stay, with the user's name.
    """
    revoke_sent_invitations(agency=agency, user=user)
    delete_pending_notifications(person=user, agency=agency)
    if not list_member_agencies(user).exclude(pk=agency.pk).exists():
        delete_pending_notifications(person=user, kinds=ANNOUNCEMENTS)
    pages = list_agency_pages([agency.pk])
    PageSubscription.objects.filter(user=user, page__in=pages.values("pk")).delete()
    pages.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)
    for state in WorkflowState.objects.active().filter(requested_by=user):
        if agency.pk in get_owner_ids(state.content_object):
            state.requested_by = None
            state.save(update_fields=["requested_by"])


def revoke_sent_invitations(*, agency: Agency, user: User) -> None:
    """Revoke the open invitations into the agency that ``user`` has sent.

    With one of them the user could come back.
    """
    list_open_invitations(agency).filter(invited_by=user).update(revoked_at=timezone.now())


@transaction.atomic
def add_member(
    *,
    agency: Agency,
    role: str,
    user: User,
    by: User,
    decided_by: User | None = None,
    at_once: bool = False,
) -> RoleChange | None:
    """Add ``user`` to the agency with ``role``, or change the role of a member to it.

    Does nothing if the user has the role already. ``decided_by``: who decided it, if not ``by``
    (an invitation is accepted by one user and sent by another). If becoming a moderator has to
    wait, a new member is an editor until then. Raises ValidationError as ``request_role_change``.
    """
    former = find_role(agency, user)
    if former == role:
        return None
    kind = {Role.MODERATOR: RoleChangeKind.RAISE}.get(Role(role), RoleChangeKind.LOWER)
    decider = decided_by or by
    if not at_once and requires_delay(kind, agency=agency, user=user, by=decider):
        if former is None:
            _set_role(agency, Role.EDITOR, user, by, former)
        return request_role_change(kind, agency=agency, user=user, by=decider)
    _set_role(agency, role, user, by, former)
    return None


@transaction.atomic
def remove_member(
    *, agency: Agency, user: User, by: User, at_once: bool = False
) -> RoleChange | None:
    """Remove ``user`` from the agency and call ``clean_up_after_removal``; do nothing if no member.

    Raises ValidationError as ``request_role_change``.
    """
    role = find_role(agency, user)
    if role is None:
        return None
    kind = RoleChangeKind.REMOVE
    if not at_once and requires_delay(kind, agency=agency, user=user, by=by):
        return request_role_change(kind, agency=agency, user=user, by=by)
    user.groups.remove(agency.editors, agency.moderators)
    drop_translator_languages(user=user, agency=agency)
    clean_up_after_removal(agency=agency, user=user)
    _record_change("people.leave", agency, user, by)
    if role == Role.MODERATOR:
        report_role_change(user, by, RoleChangeKind.REMOVE.label, agency)
    return None


@transaction.atomic
def move_member(*, source: Agency, agency: Agency, role: str, user: User, by: User) -> None:
    """Remove ``user`` from ``source`` and add them to ``agency`` with ``role``.

    If both are the same agency, only the role changes. For ICT administrators, whose changes never
    wait: a waiting change is not returned.
    """
    if source != agency:
        remove_member(agency=source, user=user, by=by)
    add_member(agency=agency, role=role, user=user, by=by)


@transaction.atomic
def deactivate_user(*, user: User, by: User, at_once: bool = False) -> RoleChange | None:
    """Deactivate the account: the user cannot sign in, and all sessions end at once.

    Memberships stay, so that ``reactivate_user`` gives the same roles back;
    ``clean_up_after_removal`` is called for each agency. Does nothing if the account is inactive.
    Raises ValidationError as ``request_role_change``.
    """
    if not user.is_active:
        return None
    if waiting := _wait(RoleChangeKind.SUSPEND, user, by, at_once):
        return waiting
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user=user)
    delete_pending_notifications(person=user)
    for agency in list_member_agencies(user):
        clean_up_after_removal(agency=agency, user=user)
    _record_state_change("people.suspend", user, by, RoleChangeKind.SUSPEND)
    return None


@transaction.atomic
def reactivate_user(*, user: User, by: User, at_once: bool = False) -> RoleChange | None:
    """Reactivate the account, with its former roles; do nothing if it is active.

    Raises ValidationError as ``request_role_change``.
    """
    if user.is_active:
        return None
    if waiting := _wait(RoleChangeKind.RESTORE, user, by, at_once):
        return waiting
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record_state_change("people.restore", user, by, RoleChangeKind.RESTORE)
    return None


@transaction.atomic
def set_central_roles(*, user: User, groups: set[str], by: User) -> None:
    """Give ``user`` exactly the central roles whose group names are in ``groups``.

    Names that are not registered as central roles are ignored.
    """
    for group in Group.objects.filter(name__in=get_central_roles()):
        grant_role(group=group, user=user, by=by) if group.name in groups else revoke_role(
            group=group, user=user, by=by
        )


@transaction.atomic
def grant_role(*, group: Group, user: User, by: User) -> None:
    """Grant ``user`` the central role of ``group``; do nothing if they have it.

    Also records a security event.
    """
    if not user.groups.filter(pk=group.pk).exists():
        user.groups.add(group)
        create_audit_entries("people.grant", person=by, target=user, detail=group.name)
        report_role_change(user, by, f"+ {get_central_roles().get(group.name, group.name)}")


@transaction.atomic
def revoke_role(*, group: Group, user: User, by: User) -> None:
    """Revoke the central role of ``group`` from ``user``; do nothing if they lack it.

    Also records a security event.
    """
    if user.groups.filter(pk=group.pk).exists():
        user.groups.remove(group)
        if group.name in get_translator_groups():
            drop_translator_languages(user=user, agency=None)
            delete_pending_notifications(person=user, kinds=[NotificationKind.TRANSLATION])
        create_audit_entries("people.withdraw", person=by, target=user, detail=group.name)
        report_role_change(user, by, f"− {get_central_roles().get(group.name, group.name)}")


def _set_role(agency: Agency, role: str, user: User, by: User, former: Role | None) -> None:
    if former:
        user.groups.remove(get_role_group(agency, former))
        if former == Role.MODERATOR:
            revoke_sent_invitations(agency=agency, user=user)
    if role == Role.MODERATOR:
        drop_translator_languages(user=user, agency=agency)
    user.groups.add(get_role_group(agency, role))
    action = "people.role" if former else "people.join"
    changes = _list_role_changes(former, Role(role)) if former else []
    _record_change(action, agency, user, by, detail=str(Role(role).value), changes=changes)
    # Under the two-person rule even a new editor matters: it may be a moderator's second account.
    if former or role == Role.MODERATOR or is_two_person_rule_active(agency):
        report_role_change(user, by, Role(role).label, agency)


def _wait(kind: str, user: User, by: User, at_once: bool) -> RoleChange | None:
    """Request the change in the first of the user's agencies where it has to wait, if any."""
    for agency in () if at_once else list_member_agencies(user):
        if requires_delay(kind, agency=agency, user=user, by=by):
            return request_role_change(kind, agency=agency, user=user, by=by)
    return None


def _list_role_changes(former: Role, role: Role) -> list[Change]:
    with override(settings.LANGUAGE_CODE):
        return [make_change(_("role"), str(former.label), str(role.label))]


def _record_change(
    action: str,
    agency: Agency,
    user: User,
    by: User,
    detail: str = "",
    changes: Sequence[Change] = (),
) -> None:
    create_audit_entries(
        action, agencies=[agency.pk], person=by, target=user, detail=detail, changes=changes
    )


def _record_state_change(action: str, user: User, by: User, kind: RoleChangeKind) -> None:
    agencies = list_member_agencies(user)
    create_audit_entries(
        action, agencies=[agency.pk for agency in agencies], person=by, target=user
    )
    for agency in agencies:
        if find_role(agency, user) == Role.MODERATOR:
            report_role_change(user, by, kind.label, agency)
