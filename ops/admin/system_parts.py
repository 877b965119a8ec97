"""The parts of this app in words: errors, jobs, mail, database, cache, disk, clocks, backups."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ops.errors.texts import make_error_row
from ops.jobs.clock import list_wrong_clocks
from ops.models import BackupKind, ErrorKind, Worker
from ops.selectors.backup_records import find_last_run, find_last_success
from ops.selectors.errors import MANY, count_recent, list_met_today
from ops.system.facts import get_versions
from ops.system.measures import DATABASE, Measured
from ops.system.media_folder import find_media_folder
from ops.system.migrations import list_unapplied_migrations
from ops.system.parts import Level, SystemPart, register_system_parts

MINUTE, HOUR, DAY = 60, 3600, 86400
# Seconds that a task or a mail may wait before somebody should look.
MAX_QUEUE_AGE, MAX_MAIL_AGE = 15 * MINUTE, 30 * MINUTE
# Days since the last backup and the last verification.
MAX_BACKUP_DAYS, MAX_VERIFICATION_DAYS = 2, 35
# Shares of the disk that are free.
LITTLE_ROOM, NO_ROOM = 0.15, 0.05
# Share of the connections to the database that are taken.
MANY_CONNECTIONS = 0.8
JOBS = gettext_lazy("Background work")
ERRORS = gettext_lazy("Errors that people met")


def describe_errors(measured: Measured) -> Iterator[SystemPart]:
    """Yield whether people met errors of late, and whether the same one again and again."""
    recent = count_recent()
    code, number = next(iter(recent.items()), ("", 0))
    if number >= MANY:
        row = make_error_row(ErrorKind.objects.get(pk=code))
        text = ngettext(
            "%(number)s error within 20 minutes at the same place: %(screen)s.",
            "%(number)s errors within 20 minutes at the same place: %(screen)s.",
            number,
        ) % {"number": number, "screen": row.title}
        advice = _("Open the error: it says what to do.")
        yield SystemPart(ERRORS, Level.PROBLEM, text, advice, row.url, row.code)
        return
    url, link = reverse("errors"), _("All errors")
    if today := list_met_today().count():
        text = ngettext(
            "%(number)s kind of error was met within a day and is not dealt with.",
            "%(number)s kinds of errors were met within a day and are not dealt with.",
            today,
        ) % {"number": today}
        advice = _("Look at what was met, and mark as dealt with what was mended.")
        yield SystemPart(ERRORS, Level.WARNING, text, advice, url, link)
    else:
        text = _("Nobody met an error within a day.")
        yield SystemPart(ERRORS, Level.OK, text, "", url, link)


def describe_jobs(measured: Measured) -> Iterator[SystemPart]:
    """Yield how background work goes: who does it, what waits, what was given up."""
    url = reverse("jobs")
    alive = Worker.objects.alive().count()
    if not alive:
        yield SystemPart(
            JOBS,
            Level.PROBLEM,
            _("Nobody does it: no mail goes out, and nothing is published at its time."),
            _("Have run_jobs started on the server."),
            url,
            JOBS,
        )
    else:
        workers = ngettext("%(number)s process works.", "%(number)s processes work.", alive)
        failing = int(measured.find_value("bantin_periodic_tasks_failing") or 0)
        text = workers % {"number": alive}
        if failing:
            text += " " + ngettext(
                "%(number)s task that comes again keeps failing.",
                "%(number)s tasks that come again keep failing.",
                failing,
            ) % {"number": failing}
        advice = _("Look at what failed and why.") if failing else ""
        yield SystemPart(JOBS, Level.WARNING if failing else Level.OK, text, advice, url, JOBS)
    yield _describe_queue(measured, url)


def _describe_queue(measured: Measured, url: str) -> SystemPart:
    waiting = measured.find_value("bantin_queue_tasks", state="waiting")
    dead = measured.find_value("bantin_queue_tasks", state="dead")
    age = measured.find_value("bantin_queue_age_seconds")
    label = _("Queue")
    if waiting is None or dead is None or age is None:
        return _make_unknown(label)
    level, advice = Level.OK, ""
    text = _("Tasks that wait: %(waiting)d; given up: %(dead)d.") % {
        "waiting": waiting,
        "dead": dead,
    }
    if age > MAX_QUEUE_AGE:
        level = Level.PROBLEM
        text += " " + _("The oldest has waited for %(time)s.") % {"time": _format_time(age)}
        advice = _("Is there a process that works, and is it busy with something long?")
    elif dead:
        level, advice = Level.WARNING, _("Look at what was given up: do it again, or discard it.")
    return SystemPart(label, level, text, advice, url, JOBS)


def describe_mail(measured: Measured) -> Iterator[SystemPart]:
    """Yield whether mail goes out."""
    waiting = measured.find_value("bantin_mail_messages", state="waiting")
    dead = measured.find_value("bantin_mail_messages", state="dead")
    age = measured.find_value("bantin_mail_age_seconds")
    if waiting is None or dead is None or age is None:
        yield _make_unknown(_("E-mail"))
        return
    level, advice = Level.OK, ""
    text = _("Mails that wait: %(waiting)d; given up: %(dead)d.") % {
        "waiting": waiting,
        "dead": dead,
    }
    if age > MAX_MAIL_AGE:
        level = Level.PROBLEM
        text += " " + _("The oldest has waited for %(time)s.") % {"time": _format_time(age)}
        advice = _("Does the mail server answer? Its errors stand in the list.")
    elif dead:
        level, advice = Level.WARNING, _("Look why, then have them sent again.")
    yield SystemPart(_("E-mail"), level, text, advice, reverse("jobs"), JOBS)


def describe_database(measured: Measured) -> Iterator[SystemPart]:
    """Yield how the database is, and whether it has all migrations."""
    if DATABASE in measured.silent:
        yield SystemPart(
            _("Database"),
            Level.PROBLEM,
            _("It does not answer in time."),
            _("Have the database server looked at: is it up, is it locked, is its disk full?"),
        )
        return
    level, advice = Level.OK, ""
    size = measured.find_value("bantin_database_bytes") or 0
    text = f"{_get_database_name()}, {filesizeformat(size)}."
    used = measured.find_value("bantin_database_connections", state="used")
    allowed = measured.find_value("bantin_database_connections", state="allowed")
    if used and allowed:
        text += " " + _("Connections: %(used)d of %(allowed)d.") % {
            "used": used,
            "allowed": allowed,
        }
        if used > allowed * MANY_CONNECTIONS:
            level = Level.WARNING
            advice = _("Nearly all connections are taken: have fewer processes, or allow more.")
    yield SystemPart(_("Database"), level, text, advice)
    missing = list_unapplied_migrations()
    yield SystemPart(
        _("Structure of the database"),
        Level.PROBLEM if missing else Level.OK,
        _("It is older than the program.") if missing else _("It is that of the program."),
        _("Have “manage.py migrate” run on the server.") if missing else "",
        items=tuple(missing),
    )


def describe_cache(measured: Measured) -> Iterator[SystemPart]:
    """Yield whether the cache keeps what it is given."""
    up = measured.find_value("bantin_cache_up")
    if up:
        yield SystemPart(_("Cache"), Level.OK, _("It keeps what it is given."))
        return
    yield SystemPart(
        _("Cache"),
        Level.WARNING,
        _("It does not answer. Websites go on, only slower."),
        _("Have Valkey looked at: is it up, and does CACHE_URL lead to it?"),
    )


def describe_disk(measured: Measured) -> Iterator[SystemPart]:
    """Yield how much room there is for uploaded files."""
    free = measured.find_value("bantin_disk_free_bytes")
    size = measured.find_value("bantin_disk_size_bytes")
    label = _("Room for files")
    if find_media_folder() is None:
        yield SystemPart(label, Level.OK, _("Files are kept on a server of their own."))
        return
    if free is None or not size:
        yield _make_unknown(label)
        return
    share = free / size
    level = Level.OK
    advice = ""
    if share < LITTLE_ROOM:
        level = Level.PROBLEM if share < NO_ROOM else Level.WARNING
        advice = _("Have the disk enlarged; what is in the bin goes by itself.")
    text = _("%(free)s of %(size)s are free (%(percent)d%%).") % {
        "free": filesizeformat(free),
        "size": filesizeformat(size),
        "percent": share * 100,
    }
    yield SystemPart(label, level, text, advice)


def describe_clock(measured: Measured) -> Iterator[SystemPart]:
    """Yield whether the clocks of all machines agree with the database's."""
    label = _("Clocks")
    if connection.vendor != "postgresql":
        yield SystemPart(label, Level.OK, _("There is one machine, and one clock."))
    elif wrong := list_wrong_clocks():
        difference = _("%(machine)s: %(seconds).0f seconds")
        yield SystemPart(
            label,
            Level.PROBLEM,
            _("These machines differ from the database."),
            _("Have the clocks of all machines set by NTP."),
            items=tuple(
                difference % {"machine": one.host, "seconds": one.seconds_ahead} for one in wrong
            ),
        )
    else:
        yield SystemPart(label, Level.OK, _("All machines agree with the database."))


def describe_backups(measured: Measured) -> Iterator[SystemPart]:
    """Yield when the last backup and the last verification of one succeeded."""
    for kind, days in (
        (BackupKind.BACKUP, MAX_BACKUP_DAYS),
        (BackupKind.VERIFICATION, MAX_VERIFICATION_DAYS),
    ):
        yield _describe_backup(kind, days, measured)


def _describe_backup(kind: BackupKind, days: int, measured: Measured) -> SystemPart:
    age = measured.find_value("bantin_backup_age_seconds", kind=kind.value)
    if age is None:
        return _make_unknown(str(kind.label))
    success, last = find_last_success(kind), find_last_run(kind)
    is_backup = kind == BackupKind.BACKUP
    never = _("There has been none yet.")
    text = never if success is None or math.isinf(age) else _format_success(success.ended_at)
    if success and success.file:
        text += f" {success.file}" + (f", {filesizeformat(success.size)}" if success.size else "")
    level, advice = Level.OK, ""
    if age > days * DAY:
        level = Level.PROBLEM if is_backup else Level.WARNING
        advice = (
            _("Have “manage.py backup” run every night on the server.")
            if is_backup
            else _("Have “manage.py verify_backup” run once a month on the server.")
        )
    if last and not last.succeeded:
        level = Level.PROBLEM
        text += " " + _("The last run failed on %(time)s: %(problem)s") % {
            "time": _format_moment(last.ended_at),
            "problem": last.problem or "–",
        }
    return SystemPart(str(kind.label), level, text, advice)


def describe_versions(measured: Measured) -> Iterator[SystemPart]:
    """Yield what runs, with its versions."""
    names = {"bantin": "Bantin", "wagtail": "Wagtail", "django": "Django", "python": "Python"}
    versions = [f"{names[name]} {version}" for name, version in get_versions().items()]
    yield SystemPart(_("Versions"), Level.OK, ", ".join([*versions, _get_database_name()]) + ".")


def register_own_parts() -> None:
    """Register all parts of this app, in the order in which one looks at them."""
    for order, label, source in (
        (50, ERRORS, describe_errors),
        (100, JOBS, describe_jobs),
        (110, gettext_lazy("E-mail"), describe_mail),
        (300, gettext_lazy("Database"), describe_database),
        (310, gettext_lazy("Cache"), describe_cache),
        (320, gettext_lazy("Room for files"), describe_disk),
        (330, gettext_lazy("Clocks"), describe_clock),
        (400, gettext_lazy("Backup"), describe_backups),
        (500, gettext_lazy("Versions"), describe_versions),
    ):
        register_system_parts(source, label=label, order=order)


def _make_unknown(label: str) -> SystemPart:
    return SystemPart(label, Level.UNKNOWN, _("There was no answer in time."))


def _get_database_name() -> str:
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}"


def _format_time(seconds: float) -> str:
    now = timezone.now()
    return timesince(now - timedelta(seconds=seconds), now)


def _format_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _format_success(moment: datetime) -> str:
    return _("The last one succeeded on %(time)s.") % {"time": _format_moment(moment)}
