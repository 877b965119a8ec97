"""Services that change memberships, roles and the active state of accounts.

Each is one transaction and is recorded in the journal. ``by`` is the acting user; permissions are
checked by the views (``members.permissions``). Under the two-person rule some changes of a
moderator's role wait (``members.services.role_change_requests``): then the service changes nothing
yet and returns the waiting ``RoleChange``, else None; if another kind of change of that user waits,
it raises ValidationError. ``at_once`` applies a change that has waited.

``let_go`` and ``revoke_offers`` clean up when a user leaves an agency or is deactivated.
"""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageSubscription, WorkflowState

from accounts.models import User
from accounts.services.sessions import end_sessions
from members.approval_rules import in_force
from members.models import RoleChange, RoleChangeKind
from members.permissions import agencies_with, invitations_of
from members.roles import Role, central_roles, group_of, role_of
from members.selectors.recipients import forget_waiting
from members.services.audit import record
from members.services.role_change_requests import (
    must_wait,
    request_role_change,
)
from members.services.role_events import report_role_change
from sites.models import Agency
from sites.permissions.ownership import owners_of, pages_of


def let_go(*, agency: Agency, user: User) -> None:
    """Remove what still connects ``user`` to the agency after they have left.

    Open invitations sent by the user are revoked. All unsent notifications are deleted, since they
    may be about the agency. Subscriptions to comments on its pages are deleted (Wagtail e-mails
    them without checking permissions), page locks are released, and the user is removed as the
    requester of submissions, so that they get no e-mail about the decision; the submissions go on.
    Texts stay, with the user's name.
    """
    revoke_offers(agency=agency, user=user)
    forget_waiting(person=user)
    pages = pages_of([agency.pk])
    PageSubscription.objects.filter(user=user, page__in=pages.values("pk")).delete()
    pages.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)
    for state in WorkflowState.objects.active().filter(requested_by=user):
        if agency.pk in owners_of(state.content_object):
            state.requested_by = None
            state.save(update_fields=["requested_by"])


def revoke_offers(*, agency: Agency, user: User) -> None:
    """Revoke the open invitations into the agency that ``user`` has sent.

    With one of them the user could come back.
    """
    invitations_of(agency).filter(invited_by=user).update(revoked_at=timezone.now())


@transaction.atomic
def join(
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
    former = role_of(agency, user)
    if former == role:
        return None
    kind = {Role.MODERATOR: RoleChangeKind.RAISE}.get(Role(role), RoleChangeKind.LOWER)
    decider = decided_by or by
    if not at_once and must_wait(kind, agency=agency, user=user, by=decider):
        if former is None:
            _set_role(agency, Role.EDITOR, user, by, former)
        return request_role_change(kind, agency=agency, user=user, by=decider)
    _set_role(agency, role, user, by, former)
    return None


@transaction.atomic
def leave(*, agency: Agency, user: User, by: User, at_once: bool = False) -> RoleChange | None:
    """Remove ``user`` from the agency and call ``let_go``; do nothing if no member.

    Raises ValidationError as ``request_role_change``.
    """
    role = role_of(agency, user)
    if role is None:
        return None
    kind = RoleChangeKind.REMOVE
    if not at_once and must_wait(kind, agency=agency, user=user, by=by):
        return request_role_change(kind, agency=agency, user=user, by=by)
    user.groups.remove(agency.editors, agency.moderators)
    let_go(agency=agency, user=user)
    _changed("people.leave", agency, user, by)
    if role == Role.MODERATOR:
        report_role_change(user, by, RoleChangeKind.REMOVE.label, agency)
    return None


@transaction.atomic
def move(*, source: Agency, agency: Agency, role: str, user: User, by: User) -> None:
    """Remove ``user`` from ``source`` and add them to ``agency`` with ``role``.

    If both are the same agency, only the role changes. For ICT administrators, whose changes never
    wait: a waiting change is not returned.
    """
    if source != agency:
        leave(agency=source, user=user, by=by)
    join(agency=agency, role=role, user=user, by=by)


@transaction.atomic
def suspend(*, user: User, by: User, at_once: bool = False) -> RoleChange | None:
    """Deactivate the account: the user cannot sign in, and all sessions end at once.

    Memberships stay, so that ``restore`` gives the same roles back; ``let_go`` is called for each
    agency. Does nothing if the account is inactive. Raises ValidationError as
    ``request_role_change``.
    """
    if not user.is_active:
        return None
    if waiting := _wait(RoleChangeKind.SUSPEND, user, by, at_once):
        return waiting
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user=user)
    for agency in agencies_with(user):
        let_go(agency=agency, user=user)
    _state_changed("people.suspend", user, by, RoleChangeKind.SUSPEND)
    return None


@transaction.atomic
def restore(*, user: User, by: User, at_once: bool = False) -> RoleChange | None:
    """Reactivate the account, with its former roles; do nothing if it is active.

    Raises ValidationError as ``request_role_change``.
    """
    if user.is_active:
        return None
    if waiting := _wait(RoleChangeKind.RESTORE, user, by, at_once):
        return waiting
    user.is_active = True
    user.save(update_fields=["is_active"])
    _state_changed("people.restore", user, by, RoleChangeKind.RESTORE)
    return None


@transaction.atomic
def set_central_roles(*, user: User, groups: set[str], by: User) -> None:
    """Give ``user`` exactly the central roles whose group names are in ``groups``.

    Names that are not registered as central roles are ignored.
    """
    for group in Group.objects.filter(name__in=central_roles()):
        grant(group=group, user=user, by=by) if group.name in groups else withdraw(
            group=group, user=user, by=by
        )


@transaction.atomic
def grant(*, group: Group, user: User, by: User) -> None:
    """Grant ``user`` the central role of ``group``; do nothing if they have it.

    Also records a security event.
    """
    if not user.groups.filter(pk=group.pk).exists():
        user.groups.add(group)
        record("people.grant", person=by, target=user, detail=group.name)
        report_role_change(user, by, f"+ {central_roles().get(group.name, group.name)}")


@transaction.atomic
def withdraw(*, group: Group, user: User, by: User) -> None:
    """Revoke the central role of ``group`` from ``user``; do nothing if they lack it.

    Also records a security event.
    """
    if user.groups.filter(pk=group.pk).exists():
        user.groups.remove(group)
        record("people.withdraw", person=by, target=user, detail=group.name)
        report_role_change(user, by, f"− {central_roles().get(group.name, group.name)}")


def _set_role(agency: Agency, role: str, user: User, by: User, former: Role | None) -> None:
    if former:
        user.groups.remove(group_of(agency, former))
        if former == Role.MODERATOR:
            revoke_offers(agency=agency, user=user)
    user.groups.add(group_of(agency, role))
    action = "people.role" if former else "people.join"
    _changed(action, agency, user, by, detail=str(Role(role).value))
    # Under the two-person rule even a new editor matters: it may be a moderator's second account.
    if former or role == Role.MODERATOR or in_force(agency):
        report_role_change(user, by, Role(role).label, agency)


def _wait(kind: str, user: User, by: User, at_once: bool) -> RoleChange | None:
    """Request the change in the first of the user's agencies where it has to wait, if any."""
    for agency in () if at_once else agencies_with(user):
        if must_wait(kind, agency=agency, user=user, by=by):
            return request_role_change(kind, agency=agency, user=user, by=by)
    return None


def _changed(action: str, agency: Agency, user: User, by: User, detail: str = "") -> None:
    record(action, agencies=[agency.pk], person=by, target=user, detail=detail)


def _state_changed(action: str, user: User, by: User, kind: RoleChangeKind) -> None:
    agencies = agencies_with(user)
    record(action, agencies=[agency.pk for agency in agencies], person=by, target=user)
    for agency in agencies:
        if role_of(agency, user) == Role.MODERATOR:
            report_role_change(user, by, kind.label, agency)
