"""Saving the opening hours of an agency."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from home.models import OpeningException, OpeningHours, OpeningSession
from sites.caching.versions import bump_cache_versions
from sites.models import Agency, AgencySettings
from sites.permissions.archived import AgencyArchivedError
from sites.selectors.successors import list_led_on

CHANGED = "home.opening_hours"
ACTIONS = {CHANGED: gettext_lazy("Changed the opening hours")}


@transaction.atomic
def save_opening_hours(
    *,
    agency: Agency,
    sessions: Iterable[OpeningSession],
    exceptions: Iterable[OpeningException] = (),
    closed_on_holidays: bool = True,
    remark: str | None = None,
    by: User | None = None,
) -> OpeningHours | None:
    """Replace the opening hours of an agency, and renew its website.

    So are the websites of ended agencies that name it as who serves now. Without any session and
    exception the hours are unknown: nothing is kept, and None is returned.

    ``sessions`` and ``exceptions``: unsaved rows, all that there shall be. ``remark``: what else is
    said below the hours, in one line; None leaves it as it is. Raises ValidationError
    if sessions of a day or days of exceptions overlap, or if the agency has ended.
    """
    if agency.is_archived:
        raise AgencyArchivedError(agency)
    sessions, exceptions = list(sessions), list(exceptions)
    check_opening_hours(sessions=sessions, exceptions=exceptions)
    OpeningHours.objects.filter(agency=agency).delete()
    hours = None
    if sessions or exceptions:
        hours = OpeningHours.objects.create(agency=agency, closed_on_holidays=closed_on_holidays)
        for session in sessions:
            session.hours = hours
        for exception in exceptions:
            exception.hours = hours
        OpeningSession.objects.bulk_create(sessions)
        OpeningException.objects.bulk_create(exceptions)
    details = AgencySettings.for_site(agency.site)
    if remark is not None and remark != details.hours:
        details.hours = remark
        details.save(update_fields=["hours"])
        log(details, "wagtail.edit", user=by)
    bump_cache_versions([agency.own_code, *(one.own_code for one in list_led_on(agency))])
    log(agency, CHANGED, user=by)
    return hours


def check_opening_hours(
    *, sessions: Iterable[OpeningSession], exceptions: Iterable[OpeningException]
) -> None:
    """Raise ValidationError if sessions of a day or days of exceptions overlap."""
    _check_sessions(sorted(sessions, key=lambda row: (row.weekday, row.opens)))
    _check_exceptions(sorted(exceptions, key=lambda row: row.first_day))


def _check_sessions(sessions: list[OpeningSession]) -> None:
    for row in sessions:
        if row.closes <= row.opens:
            raise ValidationError(
                _("%(day)s: closing comes after opening.") % {"day": row.get_weekday_display()}
            )
    for row, following in zip(sessions, sessions[1:], strict=False):
        if row.weekday == following.weekday and following.opens < row.closes:
            raise ValidationError(
                _("%(day)s: one session begins before the other has ended.")
                % {"day": row.get_weekday_display()}
            )


def _check_exceptions(exceptions: list[OpeningException]) -> None:
    for row, following in zip(exceptions, exceptions[1:], strict=False):
        if following.first_day <= row.last_day:
            raise ValidationError(
                _("“%(one)s” and “%(other)s” have days in common.")
                % {"one": row.reason, "other": following.reason}
            )
