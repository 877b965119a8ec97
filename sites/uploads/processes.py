"""Programs that read what people upload, each time in a process of its own.

The process knows nothing of Bantin: Python's isolated mode, no environment, bounds on time, memory
and output (``sites.uploads.limited``). What a hostile file makes of a library happens there.
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

from sites.uploads.limited import OUT_OF_MEMORY

HERE = Path(__file__).parent
LAUNCHER = HERE / "limited.py"
# So much longer than the process itself may take, it is waited for.
GRACE_SECONDS = 2
_PIECE = 256 * 1024


@dataclass(frozen=True)
class Limits:
    """What a process may take: seconds of processor and by the clock, bytes of memory (all that
    is mapped) and of output; how far it stands back where the processor is wanted (0 to 19).
    """

    cpu: int
    clock: int
    memory: int
    output: int
    nice: int


class ReaderError(Exception):
    """The program ended without an answer: the file is damaged, or hostile. ``code`` is the exit
    code of the program, 0 where its answer makes no sense.
    """

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class TooMuchWorkError(ReaderError):
    """The program was stopped because it wanted more than its limits allow."""


def run_limited(program: str, *arguments: str, content: IO[bytes] | bytes, limits: Limits) -> bytes:
    """Run ``program``, a file of this folder, on ``content`` and return what it writes.

    The program reads ``content`` from its standard input, which is a file it may seek in. The
    answer has at most ``limits.output`` bytes and is to be believed as little as the content.
    Raises TooMuchWorkError where a limit was reached, ReaderError where it failed otherwise.
    """
    command = [sys.executable, "-I", str(LAUNCHER), json.dumps(asdict(limits))]
    with TemporaryFile() as source, TemporaryFile() as output:
        for piece in _pieces(content):
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


# The kernel kills a process that goes on after its seconds are spent, and one for which the
# machine has no memory.
_TOO_MUCH = {OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM}


def _pieces(content: IO[bytes] | bytes) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return [content]
    content.seek(0)
    return iter(lambda: content.read(_PIECE), b"")
