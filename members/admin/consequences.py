"""Consequences of suspension, return and departure of a person, in sentences for screens.

The pages that ask for a confirmation say it before; see docs/features/people.md.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.utils import get_user_display_name

from accounts.models import Invitation, User
from members.models import RoleChangeKind
from members.permissions import list_member_agencies
from members.roles import Role, find_role
from members.selectors.submissions import list_pending_submissions
from members.services.role_change_requests import requires_delay
from sites.models import Agency
from sites.permissions.ownership import list_moderators


def list_suspension_consequences(user: User, *, by: User) -> list[str]:
    """Return what happens if ``by`` suspends ``user``, and how to undo it, one sentence each."""
    agencies = list_member_agencies(user)
    return [
        *_list_delays(RoleChangeKind.SUSPEND, agencies, user, by),
        _("%(name)s is signed out on every device at once and cannot sign in.") % _get_name(user),
        _("What this person has written and uploaded stays, with their name."),
        *_list_successors(agencies, user),
        *_list_ends(agencies, user),
        _("Links to drafts that this person has made show nothing while it lasts."),
        _("You can lift it at any time, where you suspend now: the roles are as before."),
    ]


def list_reactivation_consequences(user: User, *, by: User) -> list[str]:
    """Return what happens if ``by`` lifts the suspension of ``user``, one sentence each."""
    return [
        *_list_delays(RoleChangeKind.RESTORE, list_member_agencies(user), user, by),
        _("%(name)s can sign in again, with the password and the roles as before.")
        % _get_name(user),
        _("Former sign-ins and invitations that were revoked do not come back."),
    ]


def list_removal_consequences(agency: Agency, user: User, *, by: User) -> list[str]:
    """Return what happens if ``by`` takes ``user`` out of ``agency``, one sentence each."""
    names = _get_name(user) | {"unit": agency.heading}
    return [
        *_list_delays(RoleChangeKind.REMOVE, [agency], user, by),
        _("%(name)s can no longer work on the website of %(unit)s.") % names,
        _("What this person has written and uploaded stays, with their name."),
        *_list_successors([agency], user),
        *_list_ends([agency], user),
        _("The account stays. To undo it, invite the person again."),
    ]


def _list_successors(agencies: Iterable[Agency], user: User) -> list[str]:
    """Return, for each agency, who decides on what waits there once ``user`` no longer does."""
    sentences = []
    for agency in agencies:
        others = list_moderators(agency.pk).exclude(pk=user.pk)
        names = ", ".join(sorted(get_user_display_name(other) for other in others))
        number = list_pending_submissions([agency.pk]).count()
        facts = {"unit": agency.heading, "number": number, "names": names}
        if names:
            sentences.append(
                _("%(unit)s: what waits for approval (now %(number)s) is decided by %(names)s.")
                % facts
            )
        elif find_role(agency, user) == Role.MODERATOR:
            message = _(
                "%(unit)s has no other moderator: what waits for approval (now %(number)s) goes "
                "back to its authors, and editors publish by themselves until there is one again."
            )
            sentences.append(message % facts)
    return sentences


def _list_ends(agencies: Iterable[Agency], user: User) -> list[str]:
    """Return what ends: locks, mail about comments, and the invitations that ``user`` has sent."""
    ends = [_("Pages locked by this person are unlocked; comments are no longer mailed to them.")]
    groups = [group for one in agencies for group in (one.editors_id, one.moderators_id)]
    sent = Invitation.objects.waiting().filter(invited_by=user, group__in=groups).count()
    if sent:
        message = ngettext(
            "%(number)s invitation sent by this person is revoked.",
            "%(number)s invitations sent by this person are revoked.",
            sent,
        )
        ends.append(message % {"number": sent})
    return ends


def _list_delays(
    kind: RoleChangeKind, agencies: Iterable[Agency], user: User, by: User
) -> list[str]:
    """Return, for each agency whose two-person rule delays the change, that it does."""
    message = _(
        "%(unit)s has the two-person rule: this waits for a day, or until the ICT department "
        "confirms it. The other moderators are told and can object."
    )
    return [
        message % {"unit": agency.heading}
        for agency in agencies
        if requires_delay(kind, agency=agency, user=user, by=by)
    ]


def _get_name(user: User) -> dict[str, str]:
    return {"name": get_user_display_name(user)}
