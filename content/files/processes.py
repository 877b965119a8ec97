"""Separate, limited processes for programs that read uploaded files.

A process imports nothing of Bantin: it runs in Python's isolated mode without environment
variables, with limits on time, memory and output (``content.files.limited``). If a hostile file
breaks a library, it does so there.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from content.files.limited import OUT_OF_MEMORY

HERE = Path(__file__).parent
LAUNCHER = HERE / "limited.py"
# Time to wait for the process beyond its own wall-clock limit.
GRACE_SECONDS = 2
_PIECE = 256 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of a process.

    ``cpu``: processor seconds. ``clock``: wall-clock seconds. ``memory``: bytes of mapped memory.
    ``output``: bytes. ``nice``: 0 (normal priority) to 19 (lowest).
    """

    cpu: int
    clock: int
    memory: int
    output: int
    nice: int


class ReaderError(Exception):
    """The program gave no valid answer: the file is damaged or hostile.

    ``code``: exit code of the program; 0 if its answer is invalid.
    """

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class TooMuchWorkError(ReaderError):
    """The program was stopped because it exceeded its limits."""


def run_limited(program: str, *arguments: str, content: IO[bytes] | bytes, limits: Limits) -> bytes:
    """Run ``program``, a file of this folder, on ``content`` and return its standard output.

    The program reads ``content`` from its standard input, a seekable file. The answer has at most
    ``limits.output`` bytes and is as untrusted as the content. Raises TooMuchWorkError if a limit
    was reached, ReaderError for any other failure.
    """
    # -B: the limit on output would cut off what Python keeps of a module in ``__pycache__``.
    command = [sys.executable, "-IB", str(LAUNCHER), json.dumps(asdict(limits))]
    with TemporaryFile() as source, TemporaryFile() as output:
        for piece in _iter_pieces(content):
            source.write(piece)
        source.seek(0)
        try:
            done = subprocess.run(  # noqa: S603, our own
                [*command, str(HERE / program), *arguments],
                stdin=source,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=limits.clock + GRACE_SECONDS,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TooMuchWorkError from error
        if done.returncode in _TOO_MUCH:
            raise TooMuchWorkError
        if done.returncode:
            raise ReaderError(done.returncode)
        output.seek(0)
        return output.read(limits.output)


# SIGKILL: the kernel kills a process that continues after its processor time is used up, and one
# for which the machine has no memory.
_TOO_MUCH = {OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM}


def _iter_pieces(content: IO[bytes] | bytes) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return [content]
    content.seek(0)
    return iter(lambda: content.read(_PIECE), b"")
