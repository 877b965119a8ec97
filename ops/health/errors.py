"""Checks of the errors that people met, and of the folder that keeps them in an outage."""

import tempfile
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ops.errors.texts import make_error_row
from ops.health.registry import (
    PEOPLE,
    CheckResult,
    Inquiry,
    fail,
    health_check,
    passed,
    summarize_error,
    warn,
)
from ops.models import ErrorKind
from ops.selectors.errors import MANY, count_recent, list_met_today


@health_check("errors", gettext_lazy("Errors that people met"), order=830, askers=PEOPLE)
def check_errors(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether people met errors of late, and whether the same one again and again."""
    code, number = next(iter(count_recent().items()), ("", 0))
    url, link = reverse("errors"), _("All errors")
    if number >= MANY:
        row = make_error_row(ErrorKind.objects.get(pk=code))
        text = ngettext(
            "%(number)s error within 20 minutes at the same place: %(screen)s (%(code)s).",
            "%(number)s errors within 20 minutes at the same place: %(screen)s (%(code)s).",
            number,
        ) % {"number": number, "screen": row.title, "code": row.code}
        yield fail(text, _("Open the error: it says what to do."), url=row.url, link=row.code)
    elif today := list_met_today().count():
        text = ngettext(
            "%(number)s kind of error was met within a day and is not dealt with.",
            "%(number)s kinds of errors were met within a day and are not dealt with.",
            today,
        ) % {"number": today}
        advice = _("Look at what was met, and mark as dealt with what was mended.")
        yield warn(text, advice, url=url, link=link)
    else:
        yield passed(_("Nobody met an error within a day."), url=url, link=link)


@health_check("folder of errors", "Folder of errors", order=840, in_thread=True)
def check_errors_folder(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether errors can be kept in an outage; nothing where no folder is named."""
    folder = settings.ERRORS_FOLDER
    # The units name it, so that a shell may not know it.
    if not folder:
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield passed(f"Errors can be kept in {folder} in an outage.")
    except OSError as error:
        yield fail(
            f"Errors cannot be kept in {folder}: {summarize_error(error)}.",
            "Make the folder of ERRORS_FOLDER; it must belong to the account.",
        )
