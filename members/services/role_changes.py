"""Services that apply, confirm, object to or cancel role changes that wait."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from members.models import RoleChange, RoleChangeKind, RoleChangeOutcome
from members.permissions import get_reason_to_stay_moderator
from members.roles import Role, find_role
from members.services import membership
from members.services.audit import create_audit_entries
from sites.permissions.ownership import list_moderators


class RoleChangeDecidedError(Exception):
    """Refusal to decide a role change that has taken effect or was cancelled in the meantime."""


@transaction.atomic
def confirm_role_change(*, change: RoleChange, by: User) -> None:
    """Apply the change now, decided by the ICT administrator ``by``.

    Raises RoleChangeDecidedError if it has been applied or cancelled.
    """
    change = _lock(change)
    _apply(change, by)


@transaction.atomic
def object_to_role_change(*, change: RoleChange, by: User) -> None:
    """Object to the change: it no longer takes effect by itself, the ICT department decides.

    Raises RoleChangeDecidedError if it has been applied or cancelled.
    """
    change = _lock(change)
    change.outcome = RoleChangeOutcome.OBJECTED
    change.decided_by, change.decided_at = by, timezone.now()
    change.save(update_fields=["outcome", "decided_by", "decided_at"])
    _record("people.change_objected", change, by)


@transaction.atomic
def cancel_role_change(*, change: RoleChange, by: User) -> None:
    """Cancel the change, so that the role stays as it is.

    Raises RoleChangeDecidedError if it has been applied or cancelled.
    """
    _close(_lock(change), RoleChangeOutcome.CANCELLED, by)


def apply_or_cancel(change: RoleChange) -> None:
    """Apply a change whose time has come, or cancel it if it is no longer wanted.

    It is cancelled if the requester no longer exists or moderates the agency, or if the user is no
    longer a member or its only moderator.
    """
    by = change.requested_by
    if by is None or not _is_still_wanted(change, by):
        _close(change, RoleChangeOutcome.CANCELLED, None)
        return
    _apply(change, by)


def _is_still_wanted(change: RoleChange, by: User) -> bool:
    """Return whether the requester still moderates the agency, and it keeps another moderator."""
    agency, user = change.agency, change.user
    if find_role(agency, user) is None or not list_moderators(agency.pk).filter(pk=by.pk).exists():
        return False
    lowers = change.kind not in {RoleChangeKind.RAISE, RoleChangeKind.RESTORE}
    return not (lowers and get_reason_to_stay_moderator(agency, user, by))


def _apply(change: RoleChange, by: User) -> None:
    agency, user = change.agency, change.user
    match change.kind:
        case RoleChangeKind.RAISE:
            membership.add_member(
                agency=agency, role=Role.MODERATOR, user=user, by=by, at_once=True
            )
        case RoleChangeKind.LOWER:
            membership.add_member(agency=agency, role=Role.EDITOR, user=user, by=by, at_once=True)
        case RoleChangeKind.REMOVE:
            membership.remove_member(agency=agency, user=user, by=by, at_once=True)
        case RoleChangeKind.SUSPEND:
            membership.deactivate_user(user=user, by=by, at_once=True)
        case RoleChangeKind.RESTORE:
            membership.reactivate_user(user=user, by=by, at_once=True)
    _close(change, RoleChangeOutcome.DONE, by)


def _close(change: RoleChange, outcome: str, by: User | None) -> None:
    change.outcome, change.decided_by, change.decided_at = outcome, by, timezone.now()
    change.save(update_fields=["outcome", "decided_by", "decided_at"])
    if outcome == RoleChangeOutcome.CANCELLED:
        _record("people.change_cancelled", change, by)


def _lock(change: RoleChange) -> RoleChange:
    locked = RoleChange.objects.undecided().select_for_update().filter(pk=change.pk).first()
    if locked is None:
        raise RoleChangeDecidedError
    return locked


def _record(action: str, change: RoleChange, by: User | None) -> None:
    agencies = [change.agency_id]
    create_audit_entries(
        action, agencies=agencies, person=by, target=change.user, detail=change.kind
    )
