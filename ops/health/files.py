"""Checks of the folders: uploaded files, static files, the disk, and whose they are."""

import json
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.health.configuration import SOURCE
from ops.health.registry import (
    EVERYBODY,
    CheckResult,
    Inquiry,
    fail,
    health_check,
    passed,
    summarize_error,
    warn,
)
from ops.system.media_folder import find_media_folder, try_to_write

# Shares of the disk of uploaded files that are free, below which somebody should act.
LITTLE_ROOM, NO_ROOM = 0.15, 0.05
# Bytes of the folder of temporary files, below which uploads fail.
NO_SPACE = 200 * 1024**2
TRIAL = b"Written by manage.py doctor, and removed at once."


@health_check("disk", gettext_lazy("Room for files"), order=400, askers=EVERYBODY, in_thread=True)
def check_files(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether uploaded files can be stored; for the doctor also whose the folder is."""
    folder = find_media_folder()
    if folder is None:
        yield passed(_("Files are kept on a server of their own."))
    else:
        try:
            try_to_write(folder)
        except OSError as error:
            yield _describe_refusal(folder, error)
            return
        yield _check_room(folder)
        if inquiry.is_doctors:
            yield from _check_folder(Path(folder))
    if inquiry.is_doctors:
        yield _try_to_store()
        temporary = Path(tempfile.gettempdir())
        if (free := shutil.disk_usage(temporary).free) < NO_SPACE:
            yield fail(f"{temporary} has {filesizeformat(free)} left.", "Make room for uploads.")


def _describe_refusal(folder: str, error: OSError) -> CheckResult:
    reason = (error.strerror or type(error).__name__).lower()
    return fail(
        _("Nothing can be written to %(folder)s: %(reason)s.")
        % {"folder": folder, "reason": reason},
        _("Have the folder of MEDIA_ROOT made, for the account of Bantin, or its disk mended."),
        short=reason,
    )


def _check_room(folder: str) -> CheckResult:
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    text = _("%(free)s of %(size)s are free (%(percent)d%%).") % {
        "free": filesizeformat(usage.free),
        "size": filesizeformat(usage.total),
        "percent": share * 100,
    }
    advice = _("Have the disk enlarged; what is in the bin goes by itself.")
    if share < NO_ROOM:
        return fail(text, advice, short=f"only {share:.0%} free")
    return warn(text, advice) if share < LITTLE_ROOM else passed(text)


@health_check("static files", "Static files", order=410, in_thread=True)
def check_static_files(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield results about the collected static files: there, and those of this version."""
    root = Path(settings.STATIC_ROOT)
    manifest = root / "staticfiles.json"
    collect = "Run: .venv/bin/python manage.py collectstatic --noinput"
    if not hasattr(staticfiles_storage, "hashed_files"):
        yield fail("Static files have no names of their own for each version.", "Set "
                   "DJANGO_SETTINGS_MODULE=config.settings.production.")  # fmt: skip
        return
    try:
        names = json.loads(manifest.read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError) as error:
        yield fail(f"No static files are collected in {root} ({summarize_error(error)}).", collect)
        return
    ignored = StaticFilesConfig.ignore_patterns
    sources = {path for finder in get_finders() for path, _storage in finder.list(ignored)}
    if missing := sorted(sources - names.keys()):
        yield fail(
            f"{len(missing)} static files of this version are not collected, as {missing[0]}.",
            f"{collect}; then restart.",
        )
        return
    gone = [name for name in names.values() if not (root / name).is_file()]
    if gone:
        yield fail(f"{len(gone)} collected static files are gone, as {gone[0]}.", collect)
        return
    closed = [root, *root.parents]
    if any(not _is_open_to_others(folder) for folder in closed if folder != Path("/")):
        yield warn(
            f"Only some accounts reach {root}; nginx may not.",
            "Run: chmod o+x on it and the folders above, or let nginx's account in.",
        )
    yield passed(f"{len(names)} static files are collected in {root}.")


def _check_folder(folder: Path) -> Iterator[CheckResult]:
    if folder.is_relative_to(SOURCE):
        yield warn(
            f"Uploaded files lie within the source, in {folder}.",
            "Choose a folder outside, and move them: an upgrade replaces the source.",
        )
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH:
        yield fail(f"Every account of the machine can write to {folder}.", f"chmod o-w {folder}")
    if not mode & (stat.S_IXGRP | stat.S_IXOTH):
        yield warn(
            f"No other account enters {folder}, so nginx cannot hand out files.",
            "Give it nginx's group: chgrp www-data, chmod g+rx.",
        )


def _try_to_store() -> CheckResult:
    """Store a file, read it, and delete it."""
    name = ""
    try:
        name = default_storage.save("doctor/trial.txt", ContentFile(TRIAL))
        with default_storage.open(name) as file:
            is_right = file.read() == TRIAL
    except Exception as error:  # noqa: BLE001, each storage has errors of its own
        return fail(
            f"No file can be stored: {summarize_error(error)}.",
            "Let the account that Bantin runs as write there.",
        )
    finally:
        if name:
            default_storage.delete(name)
    if not is_right:
        return fail("A stored file came back changed.", "Look at the disk or the storage.")
    return passed("A file was stored, read and deleted.")


def _is_open_to_others(folder: Path) -> bool:
    return bool(folder.stat().st_mode & (stat.S_IXOTH | stat.S_IXGRP))
