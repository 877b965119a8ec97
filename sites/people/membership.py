"""Every way of changing who works where. Each is done as a whole, and is recorded.

Who may do it, the screens ask (``sites.people.authority``). ``by`` is the person who acts.
"""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.suspension import end_sessions
from sites.audit.recording import record
from sites.models import Agency
from sites.people.authority import agencies_with
from sites.people.roles import Role, central_roles, group_of, role_of
from sites.people.traces import let_go, revoke_offers


@transaction.atomic
def join(*, agency: Agency, role: str, user: User, by: User) -> None:
    """Make ``user`` what ``role`` says in the agency, and nothing else there.

    For a member it is a change of role. Whoever has the role already keeps it, unrecorded.
    """
    former = role_of(agency, user)
    if former == role:
        return
    if former:
        user.groups.remove(group_of(agency, former))
        if former == Role.MODERATOR:
            revoke_offers(agency=agency, user=user)
    user.groups.add(group_of(agency, role))
    action = "people.role" if former else "people.join"
    _changed(action, agency, user, by, detail=str(Role(role).value))


@transaction.atomic
def leave(*, agency: Agency, user: User, by: User) -> None:
    """Take ``user`` out of the agency, with all that binds them to its pages."""
    if role_of(agency, user) is None:
        return
    user.groups.remove(agency.editors, agency.moderators)
    let_go(agency=agency, user=user)
    _changed("people.leave", agency, user, by)


@transaction.atomic
def move(*, source: Agency, agency: Agency, role: str, user: User, by: User) -> None:
    """Take ``user`` from ``source`` to ``agency``."""
    if source != agency:
        leave(agency=source, user=user, by=by)
    join(agency=agency, role=role, user=user, by=by)


@transaction.atomic
def suspend(*, user: User, by: User) -> None:
    """Close the account until further notice: nobody signs in with it, its sessions end at once.

    The person stays a member, so that ``restore`` gives back what they had.
    """
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user=user)
    for agency in agencies_with(user):
        let_go(agency=agency, user=user)
    _state_changed("people.suspend", user, by)


@transaction.atomic
def restore(*, user: User, by: User) -> None:
    """Open a suspended account again."""
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    _state_changed("people.restore", user, by)


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


@transaction.atomic
def withdraw(*, group: Group, user: User, by: User) -> None:
    """Take a central role from ``user``."""
    if user.groups.filter(pk=group.pk).exists():
        user.groups.remove(group)
        record("people.withdraw", person=by, target=user, detail=group.name)


def _changed(action: str, agency: Agency, user: User, by: User, detail: str = "") -> None:
    record(action, agencies=[agency.pk], person=by, target=user, detail=detail)


def _state_changed(action: str, user: User, by: User) -> None:
    agencies = agencies_with(user)
    record(action, agencies=[agency.pk for agency in agencies], person=by, target=user)
