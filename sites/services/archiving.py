"""Services that archive an agency and restore it.

Only the agency's own row and its groups' permissions change; what it published stays at its URLs.
See docs/decisions/0027-an-ended-unit-is-frozen-where-it-is.md.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from accounts.models import User
from sites.models import Agency, Status
from sites.permissions.group_permissions import sync_permissions
from sites.signals import agency_archived, agency_restored


@transaction.atomic
def archive_agency(
    *,
    agency: Agency,
    successors: Iterable[Agency],
    ended_on: date,
    by: User | None,
    shares: Mapping[int, str] | None = None,
) -> None:
    """Archive an agency: its website stays readable, and nobody can change it any more.

    ``successors`` are the agencies that carry on its work, ``ended_on`` is the day it ended.
    ``shares`` says in words by primary key which part each takes over; without it, what was said
    when the end was announced stays. The agency's groups lose their permissions, the log gets an
    entry, and ``agency_archived`` is sent inside the transaction. Raises ValidationError, keyed by
    argument, where ``check_archiving`` does; then nothing has changed.
    """
    agency = _lock_agency(agency)
    successors = list(successors)
    check_archiving(agency=agency, successors=successors, ended_on=ended_on)
    agency.status = Status.ARCHIVED
    agency.ended_on = ended_on
    agency.archived_at = timezone.now()
    agency.ends_on = None
    agency.save()
    _set_successors(agency, successors, shares)
    sync_permissions(agency)
    codes = [successor.code for successor in successors]
    data = {"ended_on": ended_on.isoformat(), "successors": codes}
    log(agency, "agencies.archive", user=by, data=data)
    agency_archived.send(Agency, agency=agency)


@transaction.atomic
def announce_end(
    *,
    agency: Agency,
    successors: Iterable[Agency],
    shares: Mapping[int, str],
    ends_on: date,
    by: User | None,
) -> None:
    """Announce that an active agency will end: its website tells who serves from then on.

    ``ends_on`` is the last day on which it works, today or later; nothing happens by itself on that
    day. ``successors`` and ``shares`` as for ``archive_agency``, which ends the agency. An earlier
    announcement is replaced. The log gets an entry. Raises ValidationError where
    ``check_announcement`` does; then nothing has changed.
    """
    agency = _lock_agency(agency)
    successors = list(successors)
    check_announcement(agency=agency, successors=successors, ended_on=ends_on)
    agency.ends_on = ends_on
    agency.save()
    _set_successors(agency, successors, shares)
    codes = [successor.code for successor in successors]
    data = {"ends_on": ends_on.isoformat(), "successors": codes}
    log(agency, "agencies.announce_end", user=by, data=data)


@transaction.atomic
def withdraw_announcement(*, agency: Agency, by: User | None) -> None:
    """Undo ``announce_end``; nothing is done for an agency whose end is not announced."""
    agency = _lock_agency(agency)
    if agency.is_archived or agency.ends_on is None:
        return
    agency.ends_on = None
    agency.save()
    agency.successors.clear()
    log(agency, "agencies.withdraw_announcement", user=by)


def _set_successors(
    agency: Agency, successors: Iterable[Agency], shares: Mapping[int, str] | None
) -> None:
    agency.successors.set(successors)
    if shares is None:
        return
    for link in agency.successions.all():
        link.share = shares.get(link.to_agency_id, "")
        link.save(update_fields=["share"])


@transaction.atomic
def restore_agency(*, agency: Agency, by: User | None) -> None:
    """Undo ``archive_agency``: the agency is active and its groups have their permissions again.

    The successors and the day it ended are cleared, the log gets an entry, and
    ``agency_restored`` is sent inside the transaction. Raises ValidationError if the agency is not
    archived.
    """
    agency = _lock_agency(agency)
    if not agency.is_archived:
        raise ValidationError(_("This unit has not ended."))
    agency.status = Status.ACTIVE
    agency.ended_on = agency.archived_at = None
    agency.save()
    agency.successors.clear()
    sync_permissions(agency)
    log(agency, "agencies.restore", user=by)
    agency_restored.send(Agency, agency=agency)


def check_announcement(*, agency: Agency, successors: Iterable[Agency], ended_on: date) -> None:
    """Raise ValidationError, keyed by argument, if ``announce_end`` would refuse these.

    ``ended_on`` is the day as ``ends_on`` there.
    """
    if agency.is_archived:
        raise ValidationError(_("This unit has ended already."))
    errors = _check_successors(agency, successors)
    if ended_on < timezone.localdate():
        errors["ended_on"] = _("The day must not lie in the past.")
    if errors:
        raise ValidationError(errors)


def check_archiving(*, agency: Agency, successors: Iterable[Agency], ended_on: date) -> None:
    """Raise ValidationError, keyed by argument, if ``archive_agency`` would refuse these.

    Refused are an agency that is archived already, a province with active agencies, a day in the
    future, and successors that are archived or the agency itself. Only archived agencies have
    successors, so successors never form a cycle.
    """
    if agency.is_archived:
        raise ValidationError(_("This unit has ended already."))
    if working := agency.children.active().count():
        raise ValidationError(
            ngettext(
                "%(count)s unit still belongs to this province. End it first, or give it another "
                "province.",
                "%(count)s units still belong to this province. End them first, or give them "
                "another province.",
                working,
            )
            % {"count": working}
        )
    errors = _check_successors(agency, successors)
    if ended_on > timezone.localdate():
        errors["ended_on"] = _("The day must not lie in the future.")
    if errors:
        raise ValidationError(errors)


def _check_successors(agency: Agency, successors: Iterable[Agency]) -> dict[str, str]:
    errors = {}
    successors = list(successors)
    if any(successor.pk == agency.pk for successor in successors):
        errors["successors"] = _("A unit cannot carry on its own work.")
    elif any(successor.is_archived for successor in successors):
        errors["successors"] = _("A unit that has ended cannot carry on the work of another.")
    return errors


def _lock_agency(agency: Agency) -> Agency:
    """Return the current row, locked until the transaction ends."""
    return Agency.objects.select_for_update(of=("self",)).with_site().get(pk=agency.pk)
