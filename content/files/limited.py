"""Launcher that runs another program with limits on time, memory and output.

Arguments: settings, program, and the program's own arguments. The settings are JSON: ``cpu`` and
``clock`` in seconds, ``memory`` and ``output`` in bytes, and ``nice`` (0 to 19). The limits apply
before the program and its libraries are loaded, and even if the parent process is gone. Exit code
3: out of memory. See ``content.files.processes``.
"""

import json
import os
import resource
import runpy
import signal
import sys
from contextlib import suppress
from pathlib import Path

OUT_OF_MEMORY = 3


def set_limits(cpu: int, clock: int, memory: int, output: int, nice: int) -> None:
    """Set the limits of the current process; see the settings in the module docstring."""
    os.nice(nice)
    # Also ends a process that only waits, which uses no processor time.
    signal.alarm(clock)
    limits = {
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: output,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        # Not every system supports every limit.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    settings, program, *arguments = sys.argv[1:]
    set_limits(**json.loads(settings))
    sys.argv = [program, *arguments]
    # A program may have parts in other modules of its folder. Last, so that none hides another.
    sys.path.append(str(Path(__file__).parents[2]))
    try:
        runpy.run_path(program, run_name="__main__")
    except MemoryError:
        # Skip the clean-up, for which no memory is left.
        os._exit(OUT_OF_MEMORY)
