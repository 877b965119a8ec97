"""Invitations by a table: a preview of what would be done, and doing exactly that.

Uploading the same table again invites nobody twice.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from accounts.models import Invitation, User
from members.permissions import list_managed_agencies
from members.roles import Role, get_role_group
from members.services.invitation_table import Row
from members.services.invitations import invite, resend
from sites.models import Agency, Status, TableKind, TableUpload
from sites.services.bulk_provisioning import TableChangedError


class InvitationOutcome(TextChoices):
    """What a row of a table does."""

    INVITED = "invited"
    # An invitation that was sent before has run out.
    RESENT = "resent"
    IS_MEMBER = "member"
    IS_OTHER_MEMBER = "other_member"
    IS_INVITED = "waiting"
    IS_OTHERWISE_INVITED = "other_waiting"
    # The unit has ended, or ``by`` no longer looks after its members.
    AGENCY_CLOSED = "unit_closed"


WRITTEN = {InvitationOutcome.INVITED, InvitationOutcome.RESENT}


def preview_invitations(
    *, rows: list[Row], file_name: str, by: User, ignored: list[str] | None = None
) -> TableUpload:
    """Save a table of people with what it would do, for ``carry_out_invitations``.

    ``rows``: as of ``read_invitation_table``. ``ignored``: headings of columns that were not read.
    Deletes tables older than 24 hours.
    """
    TableUpload.objects.delete_old()
    return TableUpload.objects.create(
        kind=TableKind.INVITATIONS,
        uploaded_by=by,
        file_name=file_name[-255:],
        rows=rows,
        outcomes=predict_outcomes(rows, by=by),
        ignored=ignored or [],
    )


def predict_outcomes(rows: Iterable[Row], *, by: User) -> list[str]:
    """Return what each row would do by now: values of ``InvitationOutcome``. Writes nothing."""
    rows = list(rows)
    agencies = _get_agencies(rows, by)
    roles = _get_member_roles(rows, agencies.values())
    waiting = _get_waiting_invitations(rows, agencies.values())
    return [_predict(row, agencies, roles, waiting).value for row in rows]


def carry_out_invitations(upload: TableUpload, *, by: User) -> None:
    """Invite whom the table names, and mark it as done.

    Mail leaves by the queue; each invitation is recorded in the journal. Raises TableChangedError
    if a row would do something else now than its preview said: then nobody is invited, and the
    upload holds what it would do now. The caller checks that it is neither expired nor done.
    """
    with transaction.atomic():
        # In the order of their keys: two tables at once would else invite the same people twice.
        codes = {row["agency"] for row in upload.rows}
        list(Agency.objects.select_for_update().filter(code__in=codes).order_by("pk"))
        outcomes = predict_outcomes(upload.rows, by=by)
        changed = outcomes != upload.outcomes
        if not changed:
            _invite_all(upload.rows, outcomes, by)
    upload.outcomes = outcomes
    upload.done_at = None if changed else timezone.now()
    upload.save(update_fields=["outcomes", "done_at"])
    if changed:
        raise TableChangedError


def _invite_all(rows: list[Row], outcomes: list[str], by: User) -> None:
    agencies = _get_agencies(rows, by)
    waiting = _get_waiting_invitations(rows, agencies.values())
    for row, outcome in zip(rows, outcomes, strict=True):
        agency = agencies.get(row["agency"])
        if outcome == InvitationOutcome.INVITED and agency:
            invite(agency=agency, role=row["role"], email=row["email"], name=row["name"], by=by)
        elif outcome == InvitationOutcome.RESENT and agency:
            resend(invitation=waiting[row["email"], agency.pk], by=by)


def _predict(
    row: Row,
    agencies: dict[str, Agency],
    roles: dict[tuple[str, int], Role],
    waiting: dict[tuple[str, int], Invitation],
) -> InvitationOutcome:
    agency = agencies.get(row["agency"])
    if agency is None:
        return InvitationOutcome.AGENCY_CLOSED
    key = row["email"], agency.pk
    if role := roles.get(key):
        is_same = role == row["role"]
        return InvitationOutcome.IS_MEMBER if is_same else InvitationOutcome.IS_OTHER_MEMBER
    invitation = waiting.get(key)
    if invitation is None:
        return InvitationOutcome.INVITED
    if invitation.group_id != get_role_group(agency, row["role"]).pk:
        return InvitationOutcome.IS_OTHERWISE_INVITED
    return InvitationOutcome.RESENT if invitation.is_expired else InvitationOutcome.IS_INVITED


def _get_agencies(rows: Iterable[Row], by: User) -> dict[str, Agency]:
    """Return the agencies of a table that people may be invited into, by code."""
    codes = {row["agency"] for row in rows}
    agencies = list_managed_agencies(by).filter(code__in=codes, status=Status.ACTIVE)
    return {agency.code: agency for agency in agencies.select_related("editors", "moderators")}


def _get_member_roles(
    rows: Iterable[Row], agencies: Iterable[Agency]
) -> dict[tuple[str, int], Role]:
    """Return the roles that people of a table have, by address and primary key of the agency."""
    groups = _get_groups(agencies)
    emails = {row["email"] for row in rows}
    members = User.objects.filter(email__in=emails, groups__in=groups)
    member_roles = {
        (email, *groups[group]) for email, group in members.values_list("email", "groups")
    }
    # A person in both groups is a moderator, as in ``find_role``: that role is written last.
    return {
        (email, agency): role
        for email, agency, role in sorted(member_roles, key=lambda one: one[2] == Role.MODERATOR)
    }


def _get_waiting_invitations(
    rows: Iterable[Row], agencies: Iterable[Agency]
) -> dict[tuple[str, int], Invitation]:
    """Return the open invitations, expired or not, by address and primary key of the agency."""
    groups = _get_groups(agencies)
    found = Invitation.objects.waiting().filter(
        email__in={row["email"] for row in rows}, group__in=groups
    )
    return {(one.email, groups[one.group_id][0]): one for one in found.order_by("expires_at")}


def _get_groups(agencies: Iterable[Agency]) -> dict[int, tuple[Any, Role]]:
    """Return the primary key of the agency and the role for each group of some agencies."""
    return {
        get_role_group(agency, role).pk: (agency.pk, role) for agency in agencies for role in Role
    }
