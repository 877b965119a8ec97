"""Kinds of errors in words, for the list, the screen of one kind, and its mail."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ops.errors.people import get_role_label
from ops.errors.screens import get_screen_label
from ops.errors.trace import OUTAGE, format_code
from ops.models import ErrorKind, ErrorOccurrence


@dataclass(frozen=True)
class OccurrenceRow:
    """One time that an error was met; ``screen`` and ``person`` say in words where and by whom."""

    occurrence: ErrorOccurrence
    screen: str
    person: str


@dataclass(frozen=True)
class ErrorRow:
    """A kind of error in words.

    ``title``: what the person was doing the last time. ``what``: what went wrong. ``person``: role
    and unit of the last one. ``history``: whether it came back, or was dealt with; else empty.
    """

    kind: ErrorKind
    title: str
    what: str
    person: str
    history: str

    @property
    def code(self) -> str:
        """The code as it stands on pages of errors."""
        return format_code(self.kind.code)

    @property
    def url(self) -> str:
        """The address of the screen of this kind."""
        return reverse("error_kind", args=[self.code])


def make_error_row(kind: ErrorKind) -> ErrorRow:
    """Return a kind in words; its occurrences need not be there any more."""
    occurrence = next(iter(kind.occurrences.all()), None)
    return ErrorRow(
        kind=kind,
        title=_get_title(kind, occurrence),
        what=_get_what(kind, occurrence),
        person=_get_person(occurrence) if occurrence else "",
        history=_get_history(kind),
    )


def make_occurrence_row(occurrence: ErrorOccurrence) -> OccurrenceRow:
    """Return an occurrence in words."""
    screen = get_screen_label(occurrence.route, occurrence.pattern, occurrence.page_type)
    return OccurrenceRow(occurrence, screen, _get_person(occurrence))


def _get_title(kind: ErrorKind, last: ErrorOccurrence | None) -> str:
    if kind.exception == OUTAGE:
        return _("The database does not answer")
    if last is None:
        return kind.exception
    return get_screen_label(last.route, last.pattern, last.page_type)


def _get_what(kind: ErrorKind, last: ErrorOccurrence | None) -> str:
    if kind.exception == OUTAGE:
        return _("People were asked to try again later.")
    if last and last.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return _("It takes too long and is stopped.")
    return _("An error in the program.")


def _get_person(occurrence: ErrorOccurrence) -> str:
    role = get_role_label(occurrence.role) if occurrence.role else _("Not signed in")
    return ", ".join(filter(None, [role, occurrence.agency]))


def _get_history(kind: ErrorKind) -> str:
    if kind.handled_at:
        return _("Dealt with on %(time)s") % {"time": _format_moment(kind.handled_at)}
    if kind.returned_at:
        return _("Came back on %(time)s, in version %(version)s") % {
            "time": _format_moment(kind.returned_at),
            "version": kind.last_version,
        }
    if kind.last_version != settings.BANTIN_VERSION:
        return _("Not met in the present version")
    return ""


def _format_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
