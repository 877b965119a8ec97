"""Which changes of a moderator's role wait under the two-person rule, and asking for them.

Whoever could lower the other moderator, or raise an account of their own, would approve alone
what they wrote. So such a change waits for an ICT administrator or for a day, in which the person
concerned and the unit's other moderators, who get a mail, can object.
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
from sites.approval.rules import in_force
from sites.audit.recording import record
from sites.isolation.access import is_administrator, moderators_of
from sites.models import Agency, RoleChange, RoleChangeKind
from sites.people.roles import Role, role_of

WAIT = timedelta(days=1)
TEMPLATE = "agencies/people/mail/role_change.txt"


def must_wait(kind: str, *, agency: Agency, user: User, by: User | None) -> bool:
    """Whether this change may not take effect at once.

    ``by`` is whoever decides it; None, where nobody knows any more, is no ICT administrator.
    """
    if (by is not None and is_administrator(by)) or not in_force(agency):
        return False
    if kind == RoleChangeKind.RAISE:
        return True
    is_suspended = kind == RoleChangeKind.RESTORE
    return role_of(agency, user) == Role.MODERATOR and user.is_active != is_suspended


def request_role_change(kind: str, *, agency: Agency, user: User, by: User | None) -> RoleChange:
    """Enter a change that takes effect in a day, and tell those who can object by mail.

    One that waits for the same person is returned as it is. Raises ValidationError where another
    kind of change waits.
    """
    # Two requests at a time would both find nothing that waits.
    Agency.objects.select_for_update().get(pk=agency.pk)
    waiting = RoleChange.objects.undecided().filter(agency=agency, user=user).first()
    if waiting:
        if waiting.kind == kind:
            return waiting
        raise ValidationError(_("Another change of this person's role waits already."))
    change = RoleChange.objects.create(
        agency=agency, user=user, kind=kind, requested_by=by, effective_at=timezone.now() + WAIT
    )
    record("people.change_asked", agencies=[agency.pk], person=by, target=user, detail=kind)
    _tell(change)
    return change


def may_object(by: User, change: RoleChange) -> bool:
    """Whether ``by`` can object: whom it concerns, and the other moderators of the unit."""
    if change.requested_by_id == by.pk:
        return False
    return moderators_of(change.agency_id).filter(pk=by.pk).exists()


def may_withdraw(by: User, change: RoleChange) -> bool:
    """Whether ``by`` can take the change back: who asked for it, and ICT administrators."""
    return is_administrator(by) or change.requested_by_id == by.pk


def _tell(change: RoleChange) -> None:
    people = {change.user, *moderators_of(change.agency_id)} - {change.requested_by}
    link = settings.WAGTAILADMIN_BASE_URL + reverse("people:unit", args=[change.agency_id])
    by = change.requested_by
    for person in people:
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
