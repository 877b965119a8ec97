"""Saving the opening hours of an agency: times at once, free words when they are decided about."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from bulletins.selectors.emergencies import is_in_emergency
from home.models import (
    OpeningException,
    OpeningHours,
    OpeningSession,
    get_neutral_reason,
    list_reasons,
)
from members.services.waiting_words import record_words, settle_words
from sites.caching.versions import bump_cache_versions
from sites.models import Agency, AgencySettings
from sites.permissions.archived import AgencyArchivedError
from sites.selectors.successors import list_led_on

CHANGED = "home.opening_hours"
# Name of the record kind, and of the field that is no reason.
OPENING_HOURS, REMARK = "opening_hours", "remark"
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
    exception the hours are unknown: nothing is kept, and None is returned. The remark and reasons
    that are not in the list wait for a decision if ``by`` may not publish them alone
    (``settle_words``): until then the former words are there, or ``get_neutral_reason``.

    ``sessions`` and ``exceptions``: unsaved rows, all that there shall be. ``remark``: what else is
    said below the hours, in one line; None leaves it as it is. Raises ValidationError
    if sessions of a day or days of exceptions overlap, or if the agency has ended.
    """
    if agency.is_archived:
        raise AgencyArchivedError(agency)
    sessions, exceptions = list(sessions), list(exceptions)
    check_opening_hours(sessions=sessions, exceptions=exceptions)
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    words = settle_words(
        agency=agency,
        kind=OPENING_HOURS,
        written=_list_written(exceptions) | ({} if remark is None else {REMARK: remark}),
        by=by,
        in_emergency=by is not None and is_in_emergency(agency),
    )
    for exception in exceptions:
        day = exception.first_day.isoformat()
        exception.reason = words.get(day, exception.reason) or get_neutral_reason()
    remark = words.get(REMARK)
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
    _renew(agency)
    log(agency, CHANGED, user=by)
    record_words(agency, list_public_words(agency), by=by)
    return hours


def list_public_words(agency: Agency, object_id: str = "") -> dict[str, str]:
    """Return the remark and the free reasons that citizens read, by field (``settle_words``)."""
    exceptions = OpeningException.objects.filter(hours__agency=agency)
    return {REMARK: AgencySettings.for_site(agency.site).hours} | _list_written(exceptions)


def get_word_place(field: str) -> str:
    """Return the place of a field; the reasons of all days have one."""
    return field if field == REMARK else "reason"


def name_word_field(field: str) -> str:
    """Return the name of a field of ``list_public_words`` for people."""
    if field == REMARK:
        return _("What else is to be said")
    day = date_format(date.fromisoformat(field), "SHORT_DATE_FORMAT")
    return _("Reason of the days from %(day)s") % {"day": day}


def publish_words(agency: Agency, object_id: str, words: dict[str, str], by: User | None) -> Agency:
    """Write words into the opening hours; a reason whose days are gone is left out.

    Raises ValidationError if the agency has ended.
    """
    if agency.is_archived:
        raise AgencyArchivedError(agency)
    words = dict(words)
    if remark := words.pop(REMARK, ""):
        details = AgencySettings.for_site(agency.site)
        details.hours = remark
        details.save(update_fields=["hours"])
    for day, reason in words.items():
        days = OpeningException.objects.filter(hours__agency=agency, first_day=day)
        days.update(reason=reason)
    _renew(agency)
    log(agency, CHANGED, user=by)
    return agency


def get_form_url(agency: Agency, object_id: str = "") -> str:
    """Return the path of the form of the opening hours."""
    return reverse("desk:agency_opening_hours", args=[agency.pk])


def _list_written(exceptions: Iterable[OpeningException]) -> dict[str, str]:
    """Return the reasons that are not in the list, by the first day."""
    listed = list_reasons()
    return {
        exception.first_day.isoformat(): exception.reason
        for exception in exceptions
        if exception.reason not in listed
    }


def _renew(agency: Agency) -> None:
    bump_cache_versions([agency.own_code, *(one.own_code for one in list_led_on(agency))])


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
