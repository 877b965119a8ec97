"""Run another program with bounds on what it may take.

Arguments: settings, program, and those of the program. The settings are JSON: ``cpu`` and
``clock`` in seconds, ``memory`` and ``output`` in bytes, and how ``nice`` (0 to 19) the program is
to everybody else. The bounds hold before the program and its libraries are loaded, and even if
whoever started it is gone. Exit code 3: memory has run out. See ``sites.uploads.processes``.
"""

import json
import os
import resource
import runpy
import signal
import sys
from contextlib import suppress

OUT_OF_MEMORY = 3


def bound(cpu: int, clock: int, memory: int, output: int, nice: int) -> None:
    """Take no more of the machine than this."""
    os.nice(nice)
    # What only waits ends too.
    signal.alarm(clock)
    limits = {
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: output,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        # Not every system has every limit.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    settings, program, *arguments = sys.argv[1:]
    bound(**json.loads(settings))
    sys.argv = [program, *arguments]
    try:
        runpy.run_path(program, run_name="__main__")
    except MemoryError:
        # Without the clean-up of a process that has no memory left for it.
        os._exit(OUT_OF_MEMORY)
