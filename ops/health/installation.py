"""Checks of the installation as a whole: its backups, and which versions it runs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.health.registry import (
    PEOPLE,
    CheckResult,
    Inquiry,
    fail,
    health_check,
    passed,
    warn,
)
from ops.models import BackupKind
from ops.selectors.backup_records import find_last_run, find_last_success
from ops.system.facts import get_versions

# How long ago the last success may be, or the installation where there was none.
MAX_BACKUP_AGE, MAX_VERIFICATION_AGE = timedelta(days=2), timedelta(days=35)


@health_check("backup", BackupKind.BACKUP.label, order=900, askers=PEOPLE)
def check_backup(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield when the last backup succeeded."""
    advice = _("Have “manage.py backup” run every night on the server.")
    yield _describe_runs(BackupKind.BACKUP, MAX_BACKUP_AGE, fail, advice)


@health_check("verification", BackupKind.VERIFICATION.label, order=910, askers=PEOPLE)
def check_verification(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield when the last verification of a backup succeeded."""
    advice = _("Have “manage.py verify_backup” run once a month on the server.")
    yield _describe_runs(BackupKind.VERIFICATION, MAX_VERIFICATION_AGE, warn, advice)


@health_check("versions", gettext_lazy("Versions"), order=920, askers=PEOPLE)
def check_versions(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield what runs, with its versions."""
    names = {"bantin": "Bantin", "wagtail": "Wagtail", "django": "Django", "python": "Python"}
    versions = [f"{names[name]} {version}" for name, version in get_versions().items()]
    yield passed(", ".join(versions) + ".")


def _describe_runs(
    kind: BackupKind,
    max_age: timedelta,
    report_old: Callable[[str, str], CheckResult],
    advice: str,
) -> CheckResult:
    success, last = find_last_success(kind), find_last_run(kind)
    if success is None:
        text = _("There has been none yet.")
    else:
        time = _format_moment(success.ended_at)
        text = _("The last one succeeded on %(time)s.") % {"time": time}
        size = filesizeformat(success.size) if success.size else ""
        text += f" {success.file}" + (f", {size}" if size else "") if success.file else ""
    if last and not last.succeeded:
        problem = {"time": _format_moment(last.ended_at), "problem": last.problem or "–"}
        text += " " + _("The last run failed on %(time)s: %(problem)s") % problem
        return fail(text, advice)
    since = success.ended_at if success else _find_installation()
    is_old = since is not None and timezone.now() - since > max_age
    return report_old(text, advice) if is_old else passed(text)


def _find_installation() -> datetime | None:
    """Return when the first migration was applied: one cannot have had a backup before."""
    first: datetime | None = MigrationRecorder.Migration.objects.aggregate(at=Min("applied"))["at"]
    return first


def _format_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
