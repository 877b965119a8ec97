"""Slots that limit how many uploads are examined at the same time on a machine.

Each upload may use all the memory and time that its limits allow. Only one upload of a user is
examined at a time, so that no user occupies more than one web process. A slot is a lock on a
file, which the kernel releases when its process ends for any reason.
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

# Uploads examined at the same time on this machine; with at least one more web process, visitors
# are served meanwhile.
MAX_SLOTS = 2
# Maximum time to wait for a free slot.
WAIT_SECONDS = 5
_LOOK_AGAIN_SECONDS = 0.05


class BusyError(Exception):
    """No slot is free: the user has another upload in progress, or there are too many uploads."""


@contextmanager
def hold_slot(person: object) -> Iterator[None]:
    """Hold one of the machine's slots for an upload of a user.

    ``person``: the user's primary key. Raises BusyError at once if another upload of the user is
    being examined, and after ``WAIT_SECONDS`` if all slots are taken. Raises OSError if the
    folder of the lock files cannot be used.
    """
    with ExitStack() as stack:
        if not _is_free(f"person-{person}", stack):
            raise BusyError
        until = time.monotonic() + WAIT_SECONDS
        while not any(_is_free(f"place-{number}", stack) for number in range(MAX_SLOTS)):
            if time.monotonic() > until:
                raise BusyError
            time.sleep(_LOOK_AGAIN_SECONDS)
        yield


def _is_free(name: str, stack: ExitStack) -> bool:
    """Try to hold the lock of this name until ``stack`` ends; return whether that succeeded."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.fdopen(os.open(_get_folder() / name, flags, 0o600), "r+")
    if locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
        stack.enter_context(file)
        return True
    file.close()
    return False


def _get_folder() -> Path:
    """Return the installation's folder of lock files, which only this system user can write to.

    Raises OSError if it cannot be created or belongs to another user.
    """
    installation = sha256(str(settings.MEDIA_ROOT).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"bantin-uploads-{os.geteuid()}-{installation}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder
