"""A unit ends, or works again. What it has published stays where it is."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from sites.models import Agency, Status
from sites.permissions import sync_permissions
from sites.signals import agency_archived, agency_restored


@transaction.atomic
def archive_agency(
    *, agency: Agency, successors: Iterable[Agency], ended_on: date, by: User | None
) -> None:
    """End a unit: its website can be read as before, and nobody can change it any more.

    ``successors`` carry on its work, ``ended_on`` is the day it ended. Raises ValidationError,
    keyed by argument, where ``check_archiving`` does; then nothing has changed.
    """
    agency = _locked(agency)
    successors = list(successors)
    check_archiving(agency=agency, successors=successors, ended_on=ended_on)
    agency.status = Status.ARCHIVED
    agency.ended_on = ended_on
    agency.archived_at = timezone.now()
    agency.save()
    agency.successors.set(successors)
    sync_permissions(agency)
    codes = [successor.code for successor in successors]
    data = {"ended_on": ended_on.isoformat(), "successors": codes}
    log(agency, "agencies.archive", user=by, data=data)
    agency_archived.send(Agency, agency=agency)


@transaction.atomic
def restore_agency(*, agency: Agency, by: User | None) -> None:
    """Take the end of a unit back: everything is as it was on the day before.

    Raises ValidationError where the unit works.
    """
    agency = _locked(agency)
    if not agency.is_archived:
        raise ValidationError(_("This unit has not ended."))
    agency.status = Status.ACTIVE
    agency.ended_on = agency.archived_at = None
    agency.save()
    agency.successors.clear()
    sync_permissions(agency)
    log(agency, "agencies.restore", user=by)
    agency_restored.send(Agency, agency=agency)


def check_archiving(*, agency: Agency, successors: Iterable[Agency], ended_on: date) -> None:
    """Raise ValidationError, keyed by argument, where ``archive_agency`` would refuse these.

    Successors work: only an ended unit has any of its own, so that they never form a ring.
    """
    if agency.is_archived:
        raise ValidationError(_("This unit has ended already."))
    errors = {}
    if ended_on > timezone.localdate():
        errors["ended_on"] = _("The day must not lie in the future.")
    if any(successor.pk == agency.pk for successor in successors):
        errors["successors"] = _("A unit cannot carry on its own work.")
    elif any(successor.is_archived for successor in successors):
        errors["successors"] = _("A unit that has ended cannot carry on the work of another.")
    if errors:
        raise ValidationError(errors)


def _locked(agency: Agency) -> Agency:
    """The row as it stands now, kept from others until the transaction ends."""
    return Agency.objects.select_for_update(of=("self",)).with_site().get(pk=agency.pk)
