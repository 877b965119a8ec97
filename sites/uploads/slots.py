"""Uploads are read a few at a time: each may take all the memory and time its limits allow.

A person has one upload read at once, so that nobody occupies more than one web process with it;
and the machine a few. What is held is a lock on a file, which the kernel lets go when its process
ends, however it ends.
"""

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files import locks

# At once on this machine; a web process more answers readers meanwhile.
PLACES = 2
# So long somebody waits for a place.
WAIT_SECONDS = 5
_LOOK_AGAIN_SECONDS = 0.05


class BusyError(Exception):
    """There is no place: another upload of the same person, or too many of others."""


@contextmanager
def slot(person: object) -> Iterator[None]:
    """Hold one of the machine's places, for an upload of the person with this key.

    Raises BusyError at once where an upload of the same person is being read, and after
    ``WAIT_SECONDS`` where all places are taken.
    """
    with ExitStack() as held:
        if not _is_free(f"person-{person}", held):
            raise BusyError
        until = time.monotonic() + WAIT_SECONDS
        while not any(_is_free(f"place-{number}", held) for number in range(PLACES)):
            if time.monotonic() > until:
                raise BusyError
            time.sleep(_LOOK_AGAIN_SECONDS)
        yield


def _is_free(name: str, held: ExitStack) -> bool:
    """Take the lock of a name until ``held`` ends; whether nobody else has it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.fdopen(os.open(_folder() / name, flags, 0o600), "r+")
    if locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
        held.enter_context(file)
        return True
    file.close()
    return False


def _folder() -> Path:
    """A folder that nobody else on the machine can write to; another one for each installation.

    Raises OSError where there is none.
    """
    installation = sha256(str(settings.MEDIA_ROOT).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"bantin-uploads-{os.geteuid()}-{installation}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder
