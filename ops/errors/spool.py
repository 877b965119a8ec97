"""The folder of a node in which batches wait while the database cannot be written.

Each is a file of its own, which is there whole or not at all. All processes of the node share the
folder, and one of them hands in at a time. Its size is bounded.
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from ops.errors.batch import Batch

logger = logging.getLogger(__name__)

# Of all files together; thousands of batches.
MAX_BYTES = 4 * 1024 * 1024
# Handed in at one time, so that no request is held up for long.
MAX_FILES = 20
_LOCK = ".lock"


def put_aside(batch: Batch) -> bool:
    """Write a batch into the folder; return whether it is there.

    It is not where there is no folder, where it is full, or where nothing can be written.
    """
    if not settings.ERRORS_FOLDER:
        return False
    text = batch.to_json()
    try:
        folder = _prepare_folder()
        if sum(file.stat().st_size for file in _list_files(folder)) + len(text) > MAX_BYTES:
            return False
        unfinished = folder / f".{batch.number}"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.rename(folder / f"{batch.number}.json")
    except OSError as error:
        logger.warning("Errors cannot be put aside: %s", error)
        return False
    return True


def hand_in(save: Callable[[Batch], None]) -> None:
    """Let ``save`` write the batches of the folder, and remove those that it has written.

    Does nothing while another process does the same. Whatever ``save`` raises ends it; what is left
    is handed in the next time.
    """
    if not settings.ERRORS_FOLDER:
        return
    try:
        folder = _prepare_folder()
        with _try_lock(folder) as is_ours:
            for file in sorted(_list_files(folder))[: MAX_FILES if is_ours else 0]:
                _hand_in_file(file, save)
    except OSError as error:
        logger.warning("Errors that were put aside cannot be read: %s", error)


def _hand_in_file(file: Path, save: Callable[[Batch], None]) -> None:
    try:
        batch = Batch.from_json(file.read_text(encoding="utf-8"))
    except ValueError:
        logger.warning("%s holds no errors; it is removed.", file.name)
    else:
        save(batch)
    file.unlink()


def _prepare_folder() -> Path:
    folder = Path(settings.ERRORS_FOLDER)
    # Whoever may write there may make up errors.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _list_files(folder: Path) -> list[Path]:
    return list(folder.glob("*.json"))


@contextmanager
def _try_lock(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock inside the ``with`` block; yield False if another process has it."""
    descriptor = os.open(folder / _LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
