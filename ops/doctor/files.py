"""Examination of the folders: uploaded files, static files, the disk, and whose they are."""

import json
import os
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
from django.core.files.storage import FileSystemStorage, default_storage

from ops.doctor.registry import SOURCE, Options, Result, fail, passed, summarize_error, warn

# Bytes of free space below which uploads may fail soon, and below which they do.
LITTLE_SPACE, NO_SPACE = 2 * 1024**3, 200 * 1024**2
TRIAL = b"Written by manage.py doctor, and removed at once."


def examine_files(options: Options) -> Iterator[Result]:
    """Yield results about the storage of uploaded files: there, written to, read, with room."""
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        if not folder.is_dir():
            yield fail(
                f"The folder of uploaded files, {folder}, is not there.",
                "Make it, for the account that Bantin runs as; its name stands in MEDIA_ROOT.",
            )
            return
        yield from _examine_folder(folder)
    yield _try_to_store()
    temporary = Path(tempfile.gettempdir())
    if (free := shutil.disk_usage(temporary).free) < NO_SPACE:
        yield fail(f"{temporary} has {_format(free)} left.", "Make room there for uploads.")


def examine_static_files(options: Options) -> Iterator[Result]:
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


def _examine_folder(folder: Path) -> Iterator[Result]:
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
    usage = os.statvfs(folder)
    free = usage.f_bavail * usage.f_frsize
    text = f"The disk of uploaded files has {_format(free)} left."
    if free < NO_SPACE:
        yield fail(text, "Make room: uploads and new sizes of pictures fail.")
    elif free < LITTLE_SPACE:
        yield warn(text, "Make room before uploads fail.")
    else:
        yield passed(text)
    if usage.f_files and not usage.f_favail:
        yield fail("The disk of uploaded files takes no further file (inodes).", "Make room.")


def _try_to_store() -> Result:
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


def _format(size: int) -> str:
    return f"{size / 1024**3:.1f} GB"
