"""Role changes that have to wait under the two-person rule, and requesting them.

A moderator who could demote the other one, or promote a second account of their own, could then
approve what they wrote themselves. So such a change waits for a day (``DELAY``) or for an ICT
administrator. The user concerned and the agency's other moderators get an e-mail and can object.
See docs/features/people.md.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.utils import get_user_display_name

from accounts.models import User
from accounts.permissions import is_administrator
from members.approval_rules import is_two_person_rule_active
from members.models import RoleChange, RoleChangeKind, RoleChangeOutcome
from members.roles import Role, find_role
from members.services.audit import create_audit_entries
from sites.models import Agency
from sites.permissions.ownership import list_moderators

DELAY = timedelta(days=1)
TEMPLATE = "members/people/mail/role_change.txt"


def requires_delay(kind: str, *, agency: Agency, user: User, by: User | None) -> bool:
    """Return whether a change of this kind has to wait.

    ``kind``: value of ``RoleChangeKind``. ``by``: who decides it; None, if no longer known, counts
    as no ICT administrator. Changes by ICT administrators, and in agencies where the two-person
    rule is not in force, never wait. Besides promotions, only changes of active moderators wait,
    and the reactivation of inactive ones.
    """
    if (by is not None and is_administrator(by)) or not is_two_person_rule_active(agency):
        return False
    if kind == RoleChangeKind.RAISE:
        return True
    is_suspended = kind == RoleChangeKind.RESTORE
    return find_role(agency, user) == Role.MODERATOR and user.is_active != is_suspended


def request_role_change(kind: str, *, agency: Agency, user: User, by: User | None) -> RoleChange:
    """Create a change that takes effect after ``DELAY``, and e-mail those who can object.

    If the same change of the user waits already, that one is returned. Raises ValidationError if
    another kind of change waits. Recorded in the journal.
    """
    # Else two simultaneous requests would both find no waiting change.
    Agency.objects.select_for_update().get(pk=agency.pk)
    waiting = RoleChange.objects.undecided().filter(agency=agency, user=user).first()
    if waiting:
        if waiting.kind == kind:
            return waiting
        raise ValidationError(_("Another change of this person's role waits already."))
    change = RoleChange.objects.create(
        agency=agency, user=user, kind=kind, requested_by=by, effective_at=timezone.now() + DELAY
    )
    create_audit_entries(
        "people.change_asked", agencies=[agency.pk], person=by, target=user, detail=kind
    )
    _notify_affected(change)
    return change


def can_object(by: User, change: RoleChange) -> bool:
    """Return whether ``by`` can object to a waiting change.

    Active moderators of the agency can, but not the requester. Nobody can once somebody has.
    """
    if change.requested_by_id == by.pk or change.outcome != RoleChangeOutcome.WAITING:
        return False
    return list_moderators(change.agency_id).filter(pk=by.pk).exists()


def can_cancel(by: User, change: RoleChange) -> bool:
    """Return whether ``by`` can cancel the change: its requester and ICT administrators."""
    return is_administrator(by) or change.requested_by_id == by.pk


def _notify_affected(change: RoleChange) -> None:
    users = {change.user, *list_moderators(change.agency_id)} - {change.requested_by}
    link = settings.WAGTAILADMIN_BASE_URL + reverse("people:unit", args=[change.agency_id])
    by = change.requested_by
    for person in users:
        if not (person.email and (person.is_active or person == change.user)):
            continue
        with override(settings.LANGUAGE_CODE):
            context = {
                "change": change,
                "name": get_user_display_name(change.user),
                "requester": get_user_display_name(by) if by else "–",
                "is_concerned": person == change.user,
                "effective_at": timezone.localtime(change.effective_at),
                "link": link,
            }
            subject, _line, text = render_to_string(TEMPLATE, context).strip().partition("\n")
            send_mail(subject, text.strip() + "\n", None, [person.email])
