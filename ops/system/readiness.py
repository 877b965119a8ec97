"""Whether this process can do all its work, found out within a second whatever hangs.

Each fact comes from a module of its own, which other screens may ask too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from time import monotonic

from django.db import Error
from django.utils import timezone

from ops.database.limits import HEALTH, limit_database, wait_at_most
from ops.database.outages import is_outage
from ops.database_time import get_time
from ops.system.cache_server import is_cache_kept
from ops.system.mail_queue import find_oldest_queued_email
from ops.system.media_folder import find_media_problem
from ops.system.migrations import list_unapplied_migrations
from ops.system.workers import find_last_lease

# In all, of the second that a health check may take.
MAX_SECONDS = 0.8
# Mail that waits longer than this is not on its way.
MAX_MAIL_AGE = timedelta(minutes=15)
SILENT, UNKNOWN = "does not answer", "unknown"


@dataclass(frozen=True)
class Fact:
    """One thing this process needs. ``text``: ``ok``, or in a few words what is wrong.

    ``is_required``: whether the process is not ready without it. ``is_ok``: False too where it is
    not known.
    """

    name: str
    text: str = "ok"
    is_required: bool = False

    @property
    def is_ok(self) -> bool:
        """Return whether nothing is wrong."""
        return self.text == "ok"


class ImpatientCheck:
    """A check in a thread of its own, so that nobody waits for what hangs.

    A thread that hangs, as on a lost network disk, cannot be ended. It is left alone, and no second
    one is begun beside it.
    """

    def __init__(self, work: Callable[[], str]) -> None:
        self._work = work
        self._thread: Thread | None = None
        self._text = ""

    def start(self) -> None:
        """Begin, unless the last one still hangs."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._run, name="readiness", daemon=True)
            self._text = SILENT
            self._thread.start()

    def finish(self, seconds: float) -> str:
        """Return what was found, after ``seconds`` at most."""
        if self._thread:
            self._thread.join(max(0.0, seconds))
        return SILENT if self._thread and self._thread.is_alive() else self._text

    def _run(self) -> None:
        self._text = self._work() or "ok"


def _check_cache() -> str:
    return "" if is_cache_kept() else SILENT


_cache_check, _disk_check = ImpatientCheck(_check_cache), ImpatientCheck(find_media_problem)


def list_facts() -> list[Fact]:
    """Return the state of database, migrations, cache, disk, mail and jobs, within a second."""
    until = monotonic() + MAX_SECONDS
    _cache_check.start()
    _disk_check.start()
    database, migrations, mail, jobs = _check_database()
    return [
        database,
        migrations,
        Fact("cache", _cache_check.finish(until - monotonic())),
        Fact("disk", _disk_check.finish(until - monotonic())),
        mail,
        jobs,
    ]


def _check_database() -> list[Fact]:
    try:
        with limit_database(HEALTH), wait_at_most(MAX_SECONDS):
            oldest, lease = find_oldest_queued_email(), find_last_lease()
            unapplied = len(list_unapplied_migrations())
    except Error as error:
        if is_outage(error):
            database, migrations = Fact("database", SILENT, True), Fact("migrations", UNKNOWN)
        else:
            # A table or a column is missing.
            database, migrations = Fact("database"), Fact("migrations", "not applied", True)
        return [database, migrations, Fact("mail", UNKNOWN), Fact("jobs", UNKNOWN)]
    now = get_time()
    return [
        Fact("database"),
        Fact("migrations", f"{unapplied} not applied" if unapplied else "ok", True),
        Fact("mail", _describe_mail(oldest, now)),
        Fact("jobs", _describe_lease(lease, now)),
    ]


def _describe_mail(oldest: datetime | None, now: datetime) -> str:
    if oldest is None or now - oldest < MAX_MAIL_AGE:
        return "ok"
    return f"waiting since {_format_time(oldest)}"


def _describe_lease(lease: datetime | None, now: datetime) -> str:
    if lease is None:
        return "no runner yet"
    return "ok" if lease > now else f"no runner since {_format_time(lease)}"


def _format_time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
