"""Background work in words, for the page "Background work": what, in which state, what failed."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ops.jobs.schedule import list_periodic_tasks
from ops.jobs.tasks import find_task
from ops.models import PeriodicTaskRun

logger = logging.getLogger(__name__)

NAMELESS = gettext_lazy("Other work")
# What an error means, by the last part of its class's name.
_REASONS: dict[str, str | Promise] = {
    "SMTPAuthenticationError": gettext_lazy(
        "The mail server does not accept our name or password. Check its settings, then try again."
    ),
    **dict.fromkeys(
        (
            "SMTPException",
            "SMTPDataError",
            "SMTPHeloError",
            "SMTPRecipientsRefused",
            "SMTPResponseException",
            "SMTPSenderRefused",
            "SMTPNotSupportedError",
        ),
        gettext_lazy("The mail server did not take the mail. Try again later."),
    ),
    **dict.fromkeys(
        (
            "SMTPConnectError",
            "SMTPServerDisconnected",
            "ConnectionError",
            "ConnectionRefusedError",
            "ConnectionResetError",
            "ConnectionAbortedError",
            "BrokenPipeError",
            "TimeoutError",
            "gaierror",
            "SSLError",
            "SSLCertVerificationError",
        ),
        gettext_lazy("A server could not be reached. Check the network, then try again."),
    ),
    **dict.fromkeys(
        ("OperationalError", "InterfaceError"),
        gettext_lazy("The database could not be used at that moment. Try again."),
    ),
    "WorkerKilled": gettext_lazy(
        "The program was stopped in the middle of it again and again. Try again; if that happens "
        "once more, discard it."
    ),
    "TaskHangsError": gettext_lazy(
        "It took much too long and was ended. Another server may hang. It is tried again by "
        "itself; if it is given up, give the number to whoever looks after the server."
    ),
    **dict.fromkeys(
        ("FileNotFoundError", "PermissionError"),
        gettext_lazy("A file is missing or closed. Check the folder of uploaded files."),
    ),
}
_UNKNOWN = gettext_lazy(
    "This version of the program does not know this work any more. It can only be discarded."
)
_OTHERWISE = gettext_lazy(
    "An error in the program. Try again; if it fails once more, give the number to whoever looks "
    "after the server: the details stand in the log."
)


@dataclass(frozen=True)
class TaskRow:
    """A queued task in words.

    ``state`` says where it stands, ``at`` since or until when. ``problem`` says why it failed the
    last time, empty if it has not. ``number`` finds it in the log.
    """

    task: DBTaskResult
    label: str
    about: str
    state: str
    at: datetime | None
    problem: str
    can_retry: bool

    @property
    def attempts(self) -> str:
        """How often it has been tried, in words; a dash if never."""
        number = len(self.task.worker_ids)
        if not number:
            return "–"
        return ngettext("%(number)s attempt", "%(number)s attempts", number) % {"number": number}

    @property
    def number(self) -> str:
        """The first digits of its number, which the log has in full."""
        return str(self.task.pk)[:8]


@dataclass(frozen=True)
class PeriodicTaskRow:
    """A periodic task in words; ``problem`` is empty unless it failed the last time."""

    run: PeriodicTaskRun
    label: str
    problem: str


def get_task_label(task: DBTaskResult) -> str:
    """Return in words what a queued task does."""
    known = find_task(task.task_path)
    return str((known and known.label) or NAMELESS)


def make_task_row(task: DBTaskResult) -> TaskRow:
    """Return a queued task, in whatever state, in words."""
    known = find_task(task.task_path)
    problem = _describe_failure(task.exception_class_path) if task.traceback else ""
    at: datetime | None
    if task.status == TaskResultStatus.RUNNING:
        state, at = _("under way since"), task.started_at
    elif task.status == TaskResultStatus.FAILED:
        state, at = _("failed"), task.finished_at
    elif task.traceback:
        state, at = _("is tried again"), task.run_after
    else:
        state, at = _("waits since"), task.enqueued_at
    return TaskRow(
        task=task,
        label=get_task_label(task),
        about=_describe_object(known, task) if known else "",
        state=state,
        at=at,
        problem=problem if known or not problem else str(_UNKNOWN),
        can_retry=known is not None,
    )


def make_periodic_task_rows(runs: Any) -> list[PeriodicTaskRow]:
    """Return the periodic tasks of this version, sorted by label; others are left out."""
    labels = {task.name: str(task.label or NAMELESS) for task in list_periodic_tasks()}
    rows = [
        PeriodicTaskRow(
            run,
            labels[run.name],
            _describe_failure(run.error.partition(":")[0]) if run.failures else "",
        )
        for run in runs
        if run.name in labels
    ]
    return sorted(rows, key=lambda row: row.label)


def _describe_object(known: Any, task: DBTaskResult) -> str:
    if known.about is None:
        return ""
    arguments = task.args_kwargs
    try:
        return str(known.about(*arguments["args"], **arguments["kwargs"]) or "")
    except Exception:  # noqa: BLE001, the arguments may be of an older version
        logger.warning("Task %s cannot be described.", task.pk, exc_info=True)
        return ""


def _describe_failure(class_name: str) -> str:
    return str(_REASONS.get(class_name.rpartition(".")[2], _OTHERWISE))
