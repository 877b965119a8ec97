"""Services that apply, confirm, object to or cancel role changes that wait."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from accounts.models import User
from sites.audit.recording import record
from sites.dashboard import Need
from sites.isolation.access import is_administrator, moderated_by, moderators_of
from sites.models import RoleChange, RoleChangeKind, RoleChangeOutcome
from sites.people import membership
from sites.people.authority import reason_to_stay_moderator
from sites.people.roles import Role, role_of
from sites.schedule import every


class RoleChangeDecided(Exception):
    """Refusal to decide a role change that has taken effect or was cancelled in the meantime."""


@every(timedelta(minutes=5))
def apply_due_role_changes() -> None:
    """Apply the role changes whose waiting time is over without objection. Runs every 5 minutes.

    A change is cancelled instead if the requester no longer moderates the agency, the user has
    left it, or it would be left without another moderator.
    """
    for change in RoleChange.objects.due():
        with transaction.atomic():
            locked = RoleChange.objects.due().select_for_update().filter(pk=change.pk).first()
            if locked:
                _apply_or_cancel(locked)


@transaction.atomic
def confirm(*, change: RoleChange, by: User) -> None:
    """Apply the change now, decided by the ICT administrator ``by``.

    Raises RoleChangeDecided if it has been applied or cancelled.
    """
    change = _lock(change)
    _apply(change, by)


@transaction.atomic
def object_to(*, change: RoleChange, by: User) -> None:
    """Object to the change: it no longer takes effect by itself, the ICT department decides.

    Raises RoleChangeDecided if it has been applied or cancelled.
    """
    change = _lock(change)
    change.outcome = RoleChangeOutcome.OBJECTED
    change.decided_by, change.decided_at = by, timezone.now()
    change.save(update_fields=["outcome", "decided_by", "decided_at"])
    _record("people.change_objected", change, by)


@transaction.atomic
def cancel(*, change: RoleChange, by: User) -> None:
    """Cancel the change, so that the role stays as it is.

    Raises RoleChangeDecided if it has been applied or cancelled.
    """
    _end(_lock(change), RoleChangeOutcome.CANCELLED, by)


def undecided_changes(request: HttpRequest) -> Iterator[Need]:
    """Yield a task for each undecided role change.

    ICT administrators get those of all agencies, others those of the agencies they moderate.
    """
    changes = RoleChange.objects.undecided().select_related("agency", "user", "requested_by")
    if not is_administrator(request.user):
        changes = changes.filter(agency__in=moderated_by(request.user))
    for change in changes:
        by = change.requested_by
        words = {
            "name": get_user_display_name(change.user),
            "what": change.get_kind_display(),
            "unit": change.agency.name,
            "person": get_user_display_name(by) if by else "–",
        }
        is_waiting = change.outcome == RoleChangeOutcome.WAITING
        yield Need(
            title=_("%(name)s %(what)s: %(unit)s") % words,
            url=reverse("people:unit", args=[change.agency_id]),
            detail=_("Asked for by %(person)s; takes effect by itself unless somebody objects.")
            % words
            if is_waiting
            else _("Asked for by %(person)s and objected to; the ICT department decides.") % words,
            due=change.effective_at if is_waiting else None,
        )


def _apply_or_cancel(change: RoleChange) -> None:
    by = change.requested_by
    if by is None or not _is_still_wanted(change, by):
        _end(change, RoleChangeOutcome.CANCELLED, None)
        return
    _apply(change, by)


def _is_still_wanted(change: RoleChange, by: User) -> bool:
    """Return whether the requester still moderates the agency, and it keeps another moderator."""
    agency, user = change.agency, change.user
    if role_of(agency, user) is None or not moderators_of(agency.pk).filter(pk=by.pk).exists():
        return False
    lowers = change.kind not in {RoleChangeKind.RAISE, RoleChangeKind.RESTORE}
    return not (lowers and reason_to_stay_moderator(agency, user, by))


def _apply(change: RoleChange, by: User) -> None:
    agency, user = change.agency, change.user
    match change.kind:
        case RoleChangeKind.RAISE:
            membership.join(agency=agency, role=Role.MODERATOR, user=user, by=by, at_once=True)
        case RoleChangeKind.LOWER:
            membership.join(agency=agency, role=Role.EDITOR, user=user, by=by, at_once=True)
        case RoleChangeKind.REMOVE:
            membership.leave(agency=agency, user=user, by=by, at_once=True)
        case RoleChangeKind.SUSPEND:
            membership.suspend(user=user, by=by, at_once=True)
        case RoleChangeKind.RESTORE:
            membership.restore(user=user, by=by, at_once=True)
    _end(change, RoleChangeOutcome.DONE, by)


def _end(change: RoleChange, outcome: str, by: User | None) -> None:
    change.outcome, change.decided_by, change.decided_at = outcome, by, timezone.now()
    change.save(update_fields=["outcome", "decided_by", "decided_at"])
    if outcome == RoleChangeOutcome.CANCELLED:
        _record("people.change_cancelled", change, by)


def _lock(change: RoleChange) -> RoleChange:
    locked = RoleChange.objects.undecided().select_for_update().filter(pk=change.pk).first()
    if locked is None:
        raise RoleChangeDecided
    return locked


def _record(action: str, change: RoleChange, by: User | None) -> None:
    agencies = [change.agency_id]
    record(action, agencies=agencies, person=by, target=change.user, detail=change.kind)
