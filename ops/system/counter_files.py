"""The folder in which the processes of the web server keep their counts.

Every process writes files of its own, which only grow in number: what a process that has ended
counted must go on being part of the sum, else Prometheus would take the sum for a counter that
began anew. So its files are added to one that stands for all that have ended. The folder belongs
to one machine and may be shared by several gunicorns on it. The module imports no Django, because
gunicorn's own process uses it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

_ENDED = "ended"
_LOCK = ".lock"


def add_up_ended(folder: Path, ended: int | None = None) -> None:
    """Add the files of processes that have ended to those that stand for all of them.

    ``ended``: number of a process that has just ended; those that no longer run are taken in
    either case.
    """
    with hold_lock(folder, fcntl.LOCK_EX):
        for path in sorted(folder.glob("*_*.db")):
            kind, _underscore, name = path.stem.rpartition("_")
            if name.isdecimal() and (int(name) == ended or not _is_running(int(name))):
                _add_up(path, folder / f"{kind}_{_ENDED}.db")


@contextmanager
def hold_lock(folder: Path, mode: int = fcntl.LOCK_SH) -> Iterator[None]:
    """Hold the folder's lock inside the ``with`` block, so that no count is read twice or never.

    ``mode``: ``fcntl.LOCK_SH`` to read, ``fcntl.LOCK_EX`` to add up.
    """
    with (folder / _LOCK).open("a") as file:
        fcntl.flock(file, mode)
        yield


def _add_up(path: Path, into: Path) -> None:
    total = MmapedDict(str(into))
    try:
        for key, value, _timestamp, _position in MmapedDict.read_all_values_from_file(str(path)):
            former, _former_timestamp = total.read_value(key)
            total.write_value(key, former + value, 0.0)
    finally:
        total.close()
    path.unlink()


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Of another account, so none of ours: but not ours to judge either.
        return True
    return True
