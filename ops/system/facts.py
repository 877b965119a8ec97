"""The measures of this app: database, disk, cache, queue, mail, backups, versions."""

import math
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from time import monotonic

import wagtail
from django import get_version
from django.conf import settings
from django.db import connection
from django.utils import timezone

from ops.database_time import get_seconds_ahead, measure
from ops.jobs.queue import list_queued_tasks
from ops.models import BackupKind, ErrorKind, Incident, Worker
from ops.selectors.backup_records import find_last_run, find_last_success
from ops.selectors.errors import count_recent
from ops.system.cache_server import is_cache_kept
from ops.system.database_server import count_connections, get_database_bytes
from ops.system.mail_queue import find_oldest_queued_email, list_mail_tasks
from ops.system.measures import Sample, register_measure
from ops.system.media_folder import find_media_folder
from ops.system.migrations import list_unapplied_migrations
from ops.system.queue import count_tasks, get_age, list_failing_periodic_tasks


def _measure_database() -> Iterator[Sample]:
    began = monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield Sample(monotonic() - began)


def _measure_size() -> Iterator[Sample]:
    yield Sample(get_database_bytes())


def _measure_connections() -> Iterator[Sample]:
    if counts := count_connections():
        for state, number in zip(("used", "allowed"), counts, strict=True):
            yield Sample(number, {"state": state})


def _measure_clock() -> Iterator[Sample]:
    """Yield by how many seconds this machine's clock is ahead of PostgreSQL's."""
    if connection.vendor != "postgresql":
        return
    measure(connection)
    yield Sample(get_seconds_ahead())


def _measure_migrations() -> Iterator[Sample]:
    yield Sample(len(list_unapplied_migrations()))


def _measure_queue() -> Iterator[Sample]:
    for state, number in asdict(count_tasks(list_queued_tasks())).items():
        yield Sample(number, {"state": state})


def _measure_queue_age() -> Iterator[Sample]:
    yield Sample(get_age())


def _measure_mail() -> Iterator[Sample]:
    counts = count_tasks(list_mail_tasks())
    yield Sample(counts.waiting, {"state": "waiting"})
    yield Sample(counts.dead, {"state": "dead"})


def _measure_mail_age() -> Iterator[Sample]:
    first = find_oldest_queued_email()
    yield Sample((timezone.now() - first).total_seconds() if first else 0.0)


def _measure_workers() -> Iterator[Sample]:
    yield Sample(Worker.objects.alive().count())


def _measure_periodic_tasks() -> Iterator[Sample]:
    yield Sample(list_failing_periodic_tasks().count())


def _measure_backup_age() -> Iterator[Sample]:
    """Yield the seconds since the last success; infinite if there was none."""
    for kind in BackupKind:
        last = find_last_success(kind)
        age = (timezone.now() - last.ended_at).total_seconds() if last else math.inf
        yield Sample(age, {"kind": kind.value})


def _measure_backup_failures() -> Iterator[Sample]:
    for kind in BackupKind:
        last = find_last_run(kind)
        yield Sample(float(last is not None and not last.succeeded), {"kind": kind.value})


def _measure_incidents() -> Iterator[Sample]:
    yield Sample(Incident.objects.current().count())


def _measure_errors() -> Iterator[Sample]:
    """Yield how often the commonest kind of error was met of late, and how many kinds are open."""
    yield Sample(max(count_recent().values(), default=0), {"state": "recent"})
    yield Sample(ErrorKind.objects.open().count(), {"state": "open"})


def _measure_disk(which: str) -> Iterator[Sample]:
    """Yield the bytes of the disk of uploaded files; nothing where they are on S3."""
    if folder := find_media_folder():
        yield Sample(getattr(shutil.disk_usage(folder), which), {"folder": "media"})


def _measure_disk_free() -> Iterator[Sample]:
    return _measure_disk("free")


def _measure_disk_size() -> Iterator[Sample]:
    return _measure_disk("total")


def _measure_cache() -> Iterator[Sample]:
    """Yield 1 if what is written to the cache can be read again, else 0."""
    yield Sample(float(is_cache_kept()))


def _measure_versions() -> Iterator[Sample]:
    yield Sample(1.0, get_versions())


def get_versions() -> dict[str, str]:
    """Return the versions of Bantin and what it runs on, by name."""
    return {
        "bantin": settings.BANTIN_VERSION,
        "wagtail": wagtail.__version__,
        "django": get_version(),
        "python": platform.python_version(),
    }


def register_measures() -> None:
    """Register all measures of this app."""
    for name, help_text, read in (
        (
            "bantin_database_answer_seconds",
            "How long the database takes for nothing.",
            _measure_database,
        ),
        ("bantin_database_bytes", "Size of the database.", _measure_size),
        (
            "bantin_database_connections",
            "Connections to the database server.",
            _measure_connections,
        ),
        (
            "bantin_clock_ahead_seconds",
            "How far this clock is ahead of the database's.",
            _measure_clock,
        ),
        ("bantin_queue_tasks", "Queued tasks by state; dead: given up.", _measure_queue),
        (
            "bantin_queue_age_seconds",
            "How long the oldest task that is due waits.",
            _measure_queue_age,
        ),
        ("bantin_mail_messages", "Mails by state; dead: given up.", _measure_mail),
        (
            "bantin_mail_age_seconds",
            "How long the oldest mail that was not sent waits.",
            _measure_mail_age,
        ),
        ("bantin_workers", "Processes that do the background work.", _measure_workers),
        (
            "bantin_periodic_tasks_failing",
            "Periodic tasks that fail again and again.",
            _measure_periodic_tasks,
        ),
        (
            "bantin_backup_age_seconds",
            "Since the last success; infinite if none.",
            _measure_backup_age,
        ),
        ("bantin_backup_failed", "Whether the last run failed.", _measure_backup_failures),
        (
            "bantin_errors",
            "Errors that people met: recent: of the commonest kind within 20 minutes; open: kinds.",
            _measure_errors,
        ),
        ("bantin_incidents", "Incidents that citizens are told of at present.", _measure_incidents),
    ):
        register_measure(name, help_text, read)
    register_measure(
        "bantin_migrations_unapplied",
        "Migrations that the database lacks.",
        _measure_migrations,
        is_slow=True,
    )
    register_measure("bantin_disk_free_bytes", "Room left.", _measure_disk_free, group="disk")
    register_measure("bantin_disk_size_bytes", "Room in all.", _measure_disk_size, group="disk")
    register_measure(
        "bantin_cache_up", "Whether the cache keeps what is written.", _measure_cache, group="cache"
    )
    register_measure(
        "bantin_version_info", "What runs, as labels.", _measure_versions, group="versions"
    )
