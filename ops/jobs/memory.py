"""The memory of a worker process, in whose place another begins before it takes too much.

Python gives little of what a task took back to the system, so that a process is as large as the
largest of its tasks. A new one begins in the place of a process that has grown, between two tasks
(``ops.jobs.guard``).
"""

import os
from pathlib import Path

_STATM = Path("/proc/self/statm")
MEGABYTE = 1024**2


def get_resident_bytes() -> int:
    """Return how much memory this process takes; 0 where the system does not say (no Linux)."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
