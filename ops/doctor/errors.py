"""Examination of the errors that people met, and of the folder that keeps them in an outage."""

import tempfile
from collections.abc import Iterator

from django.conf import settings

from ops.doctor.registry import Options, Result, fail, passed, summarize_error, warn
from ops.errors.trace import format_code
from ops.selectors.errors import MANY, count_recent, list_met_today


def examine_errors(options: Options) -> Iterator[Result]:
    """Yield results about the errors that people met, and about ERRORS_FOLDER."""
    code, number = next(iter(count_recent().items()), ("", 0))
    if number >= MANY:
        yield fail(
            f"{number} people met the same error within 20 minutes: {format_code(code)}.",
            "Look at it in the admin (Hệ thống, Tình trạng hệ thống), and search the log for it.",
        )
    elif today := list_met_today().count():
        yield warn(
            f"{today} kinds of errors were met within a day and are not dealt with.",
            "Look at them in the admin (Hệ thống, Tình trạng hệ thống).",
        )
    else:
        yield passed("Nobody met an error within a day.")
    yield from _examine_folder()


def _examine_folder() -> Iterator[Result]:
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
