"""The checks of an asker, run within bounded time; whatever a check raises becomes one sentence.

What asks the database is run here, one after the other: its limits end every question, and
connections are dear. What asks something else is run in threads meanwhile. A thread that hangs, as
on a lost network disk, cannot be ended: it is left alone, and no second one is begun beside it.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from math import inf
from threading import Lock, Thread
from time import monotonic

from django.db import Error, connection, connections
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ops.database.limits import HEALTH, limit_database, wait_at_most
from ops.health.registry import (
    DATABASE,
    Asker,
    CheckResult,
    HealthCheck,
    Inquiry,
    Level,
    list_checks,
    summarize_error,
)
from ops.system.brief_queries import brief_queries

logger = logging.getLogger(__name__)

# For all checks together; the doctor gives each its own.
_SECONDS = {Asker.SCREEN: 5.0, Asker.READINESS: 0.8}


def run_checks(asker: Asker, mail_to: str = "") -> Iterator[tuple[HealthCheck, list[CheckResult]]]:
    """Yield the checks of an asker in their order, each with what it found.

    What has no answer in time is not known. Inside a transaction all is asked there: only it sees
    its own rows.
    """
    inquiry, checks = Inquiry(asker, mail_to), list_checks(asker)
    ends = monotonic() + _SECONDS.get(asker, inf)
    apart = [check for check in checks if check.in_thread and not connection.in_atomic_block]
    threads = {check.name: _begin(check, inquiry) for check in apart}
    is_database_away = False
    with ExitStack() as limits:
        if asker is Asker.READINESS:
            limits.enter_context(limit_database(HEALTH))
        if asker in _SECONDS:
            limits.enter_context(wait_at_most(_SECONDS[asker]))
        for check in checks:
            if check.name in threads:
                results = threads[check.name].wait(ends)
            elif is_database_away and not check.in_thread:
                results = [_make_unknown(_("The database was not asked."))]
            else:
                results = _run_here(check, inquiry)
            if check.name == DATABASE:
                is_database_away = any(one.level == Level.PROBLEM for one in results)
            yield check, results


def _run_here(check: HealthCheck, inquiry: Inquiry) -> list[CheckResult]:
    results: list[CheckResult] = []
    with wait_at_most(check.seconds):
        _collect(check, inquiry, results)
    return results


def _collect(check: HealthCheck, inquiry: Inquiry, results: list[CheckResult]) -> None:
    """Run a check, and add what it finds as it comes."""
    try:
        with ExitStack() as limits:
            if inquiry.asker is Asker.SCREEN and not check.in_thread:
                limits.enter_context(brief_queries())
            for result in check.run(inquiry):
                results.append(result)
    except Exception as error:  # noqa: BLE001, one that breaks must not keep the others
        # The doctor's log is what it prints.
        if not inquiry.is_doctors:
            logger.warning("The check “%s” failed.", check.name, exc_info=True)
        if isinstance(error, Error):
            text = _("The database does not give what is needed: %(reason)s.")
            reason = summarize_error(error)
        else:
            text = _("It could not be checked: %(reason)s.")
            reason = f"{type(error).__name__}: {summarize_error(error)}"
        results.append(_make_unknown(text % {"reason": reason}))


def _make_unknown(text: str, short: str = "unknown") -> CheckResult:
    advice = _("Look at what else is said here, and at the log.")
    return CheckResult(Level.UNKNOWN, text, advice, short)


class _CheckThread:
    """A check under way in a thread of its own."""

    def __init__(self, check: HealthCheck, inquiry: Inquiry) -> None:
        self._check, self._inquiry = check, inquiry
        self._language = get_language()
        self._results: list[CheckResult] = []
        self._ends = monotonic() + check.seconds
        self._thread = Thread(target=self._run, name=f"health: {check.name}", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._thread.is_alive()

    def wait(self, ends: float) -> list[CheckResult]:
        """Return the results found before ``ends`` (monotonic) and within the check's time."""
        self._thread.join(max(0.0, min(ends, self._ends) - monotonic()))
        results = [*self._results]
        if self.is_alive:
            results.append(_make_unknown(_("There was no answer in time."), "does not answer"))
        return results

    def _run(self) -> None:
        try:
            with override(self._language):
                _collect(self._check, self._inquiry, self._results)
        finally:
            connections.close_all()


_threads: dict[tuple[str, Asker, str | None], _CheckThread] = {}
_lock = Lock()


def _begin(check: HealthCheck, inquiry: Inquiry) -> _CheckThread:
    """Return the thread that still runs this check, or a new one."""
    key = check.name, inquiry.asker, get_language()
    with _lock:
        if key not in _threads or not _threads[key].is_alive:
            _threads[key] = _CheckThread(check, inquiry)
        return _threads[key]
