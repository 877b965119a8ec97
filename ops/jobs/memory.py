"""The memory of a worker process, which is replaced before it takes too much.

Python gives little of what a task took back to the system, so that a process is as large as the
largest of its tasks. A new one begins in the place of a process that has grown, between two tasks.
"""

import os
import sys
from pathlib import Path

from django.db import connections

_STATM = Path("/proc/self/statm")
MEGABYTE = 1024**2


def get_resident_bytes() -> int:
    """Return how much memory this process takes; 0 where the system does not say (no Linux)."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def replace_process() -> None:
    """Begin this process anew: same command, same number, empty memory. Does not return.

    Whoever supervises the process sees no end of it. The caller holds no lease and no task.
    """
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606, the same command
