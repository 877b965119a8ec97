"""Storages of uploaded files: a folder (``MediaStorage``) or a server that speaks S3.

What both promise to their callers: a file is there as a whole or not at all; what goes wrong is an
OSError (``StorageWriteError``, ``StorageReadError``, FileNotFoundError); its URL is a path of the
product's own, which checks who asks (``sites.views.documents``). See docs/features/files.md.
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

# Below ``MEDIA_ROOT``: files that are being written. No path of a stored file begins with it.
PARTS = ".parts"
# Bytes of one piece of a file that is sent.
PIECE = 64 * 1024
# Bytes that must be free beside those of an upload: its smaller copies, and what others write.
ROOM = 512 * 1024
# Errors of a file system that cannot make a second name for a file (FAT, some network folders).
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class StorageWriteError(OSError):
    """A file could not be stored: the disk is full or read-only, a server does not answer."""


class StorageReadError(OSError):
    """A file could not be read, though it may be there: a server does not answer."""


class MediaStorage(FileSystemStorage):
    """Folder of files, each of which appears under its name once all of it is written.

    Django's own storage leaves the beginning of a file where the disk becomes full in the middle.
    """

    def _save(self, name: str, content: File) -> str:
        part = f"{PARTS}/{get_random_string(32)}"
        try:
            # The stubs do not know it.
            super()._save(part, content)  # type: ignore[misc]
            return self._publish(part, name)
        except OSError as error:
            raise StorageWriteError(error.errno, error.strerror, name) from error
        finally:
            # Under this name it is not needed any more, or has failed.
            with suppress(OSError):
                os.remove(self.path(part))

    def _publish(self, part: str, name: str) -> str:
        """Give a written file its name, or another one if that is taken; return it."""
        while True:
            target = self.path(name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            try:
                os.link(self.path(part), target)
            except FileExistsError:
                name = self.get_available_name(name)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                os.replace(self.path(part), target)
                return name
            else:
                return name

    def check_room(self, size: int) -> None:
        """Raise StorageWriteError if ``size`` bytes, and a little more, cannot be stored now."""
        folder = self.path(PARTS)
        try:
            os.makedirs(folder, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                os.posix_fallocate(file.fileno(), 0, size + ROOM)
        except OSError as error:
            raise StorageWriteError(error.errno, error.strerror, folder) from error

    def delete_abandoned_parts(self, before: float) -> int:
        """Delete what killed processes were writing; return how many files that were.

        ``before``: time in seconds since 1970; what was written later may still be in work.
        """
        abandoned = [
            part
            for part in Path(self.path(PARTS)).glob("*")
            if part.is_file() and part.stat().st_mtime < before
        ]
        for part in abandoned:
            part.unlink(missing_ok=True)
        return len(abandoned)

    def read_range(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Return the bytes of a file from ``start`` up to ``stop`` (or its end), in pieces.

        Raises FileNotFoundError at once if there is no such file.
        """
        return iter_range(self.open(name, "rb"), start, stop)


def iter_range(file: File, start: int, stop: int | None) -> Iterator[bytes]:
    """Yield the bytes of an open file from ``start`` up to ``stop`` (or its end); close it."""
    with file:
        file.seek(start)
        left = stop - start if stop is not None else None
        while piece := file.read(PIECE if left is None else min(PIECE, left)):
            yield piece
            left = left if left is None else left - len(piece)


def check_room(size: int) -> None:
    """Raise StorageWriteError if an upload of ``size`` bytes cannot be stored now."""
    default_storage.check_room(size)  # type: ignore[attr-defined]


def make_no_room_error() -> ValidationError:
    """Return the refusal of an upload that cannot be stored."""
    return ValidationError(get_no_room_message(), code="no_room")


def get_no_room_message() -> str:
    """Return the words for a storage that is full or cannot be reached."""
    return _(
        "The server has no room for files at this moment, so nothing was stored. Please tell the "
        "ICT department, and try again later."
    )


def is_write_failure(error: BaseException) -> bool:
    """Return whether an exception says that a file, or part of one, could not be written."""
    return any(
        isinstance(one, StorageWriteError) or (isinstance(one, OSError) and one.errno in _FULL)
        for one in (error, error.__cause__)
    )


# EFBIG: beyond the largest size that a process may write.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
