"""The folder of uploaded files."""

import tempfile

from django.core.files.storage import default_storage


def find_media_folder() -> str | None:
    """Return the folder of uploaded files; None where they are stored elsewhere than in one."""
    try:
        return default_storage.path("")
    except NotImplementedError:
        return None


def try_to_write(folder: str) -> None:
    """Write a file into a folder that is gone at once. Raises OSError.

    Only so it shows whether a disk is full, has no place for a further file, or is read-only.
    """
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")
        file.flush()
