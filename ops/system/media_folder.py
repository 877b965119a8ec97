"""Whether uploaded files can be stored."""

import shutil
import tempfile

from django.core.files.storage import default_storage

# Of the disk; below it an operator should act.
MIN_FREE_SHARE = 0.05


def find_media_folder() -> str | None:
    """Return the folder of uploaded files; None where they are stored elsewhere than in one."""
    try:
        return default_storage.path("")
    except NotImplementedError:
        return None


def get_free_share(folder: str) -> float:
    """Return how much of the disk of a folder is free, from 0 to 1. Raises OSError."""
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total


def find_media_problem() -> str:
    """Return in a few words why uploaded files cannot be stored, or soon cannot; else empty.

    Writes a file that is gone at once: whether a disk is full or read-only shows only then.
    """
    folder = find_media_folder()
    if folder is None:
        return ""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
        free = get_free_share(folder)
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    return f"only {free:.0%} free" if free < MIN_FREE_SHARE else ""
