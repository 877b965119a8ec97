"""Every way of changing who works where. Each is done as a whole, and is recorded.

Who may do it, the screens ask (``sites.people.authority``). ``by`` is the person who acts. Under
the two-person rule some changes of a moderator's role wait (``sites.people.role_changes``): they
come back as a ``RoleChange``, and ``at_once`` says that they have waited.
"""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.suspension import end_sessions
from sites.approval.rules import in_force
from sites.audit.recording import record
from sites.models import Agency, RoleChange, RoleChangeKind
from sites.people.authority import agencies_with
from sites.people.role_changes import must_wait, request_role_change
from sites.people.role_events import report_role_change
from sites.people.roles import Role, central_roles, group_of, role_of
from sites.people.traces import let_go, revoke_offers


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
    """Make ``user`` what ``role`` says in the agency, and nothing else there.

    For a member it is a change of role. Whoever has the role already keeps it, unrecorded.
    ``decided_by`` is whoever has decided it where that is not ``by`` (an invitation is accepted
    by one and sent by another). Who is to be a moderator after a day is an editor until then.
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
    """Take ``user`` out of the agency, with all that binds them to its pages."""
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
    """Take ``user`` from ``source`` to ``agency``."""
    if source != agency:
        leave(agency=source, user=user, by=by)
    join(agency=agency, role=role, user=user, by=by)


@transaction.atomic
def suspend(*, user: User, by: User, at_once: bool = False) -> RoleChange | None:
    """Close the account until further notice: nobody signs in with it, its sessions end at once.

    The person stays a member, so that ``restore`` gives back what they had.
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
    """Open a suspended account again."""
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
    """Give ``user`` exactly the central roles whose groups are named, as declared by the apps."""
    for group in Group.objects.filter(name__in=central_roles()):
        grant(group=group, user=user, by=by) if group.name in groups else withdraw(
            group=group, user=user, by=by
        )


@transaction.atomic
def grant(*, group: Group, user: User, by: User) -> None:
    """Give ``user`` a central role."""
    if not user.groups.filter(pk=group.pk).exists():
        user.groups.add(group)
        record("people.grant", person=by, target=user, detail=group.name)
        report_role_change(user, by, f"+ {central_roles().get(group.name, group.name)}")


@transaction.atomic
def withdraw(*, group: Group, user: User, by: User) -> None:
    """Take a central role from ``user``."""
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
    # Under the two-person rule whoever writes is half of every decision.
    if former or role == Role.MODERATOR or in_force(agency):
        report_role_change(user, by, Role(role).label, agency)


def _wait(kind: str, user: User, by: User, at_once: bool) -> RoleChange | None:
    """Ask for the change in the first of the person's units where it has to wait."""
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
