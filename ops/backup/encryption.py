"""Encryption of backups by the program ``age``, where it is installed."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ops.backup.errors import BackupError
from ops.backup.streams import Writable

# The first line of an encrypted file (https://age-encryption.org/v1).
_BEGINNING = b"age-encryption.org/"


class _PipeError(OSError):
    """``age`` does not read on; another pipe of whoever writes has its own errors."""


class _Pipe:
    """The input of ``age``."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def write(self, data: bytes, /) -> int:
        try:
            return self._pipe.write(data)
        except BrokenPipeError as error:
            raise _PipeError from error

    def close(self) -> None:
        """Write what is left. Raises _PipeError as ``write`` does."""
        try:
            self._pipe.close()
        except BrokenPipeError as error:
            raise _PipeError from error


@contextmanager
def encrypt(file: IO[bytes], recipient: str) -> Iterator[Writable]:
    """Give a stream; what is written into it reaches ``file`` encrypted for ``recipient``.

    ``recipient`` is a public key (``age1…`` or ``ssh-…``). Raises BackupError if ``age`` is not
    installed or refuses, for instance because the disk is full.
    """
    process = _start(["-r", recipient], stdin=subprocess.PIPE, stdout=file)
    assert process.stdin and process.stderr  # noqa: S101
    pipe = _Pipe(process.stdin)
    failed = False
    try:
        yield pipe
        pipe.close()
    except _PipeError:
        failed = True
    finally:
        if process.poll() is None and not process.stdin.closed:
            process.kill()
        said = process.stderr.read().decode(errors="replace")
        process.wait()
    if failed or process.returncode:
        raise BackupError(f"age did not encrypt the backup: {_last_line(said)}")


@contextmanager
def decrypt(file: IO[bytes], identity: str) -> Iterator[IO[bytes]]:
    """Give what is in ``file``, decrypted with the key in the file ``identity`` if need be.

    Raises BackupError if the key is missing or another one, or if ``age`` is not installed.
    """
    encrypted = file.read(len(_BEGINNING)) == _BEGINNING
    file.seek(0)
    if not encrypted:
        yield file
        return
    if not identity:
        raise BackupError("The backup is encrypted: name the file with the key (--identity).")
    process = _start(["-d", "-i", identity], stdin=file, stdout=subprocess.PIPE)
    assert process.stdout and process.stderr  # noqa: S101
    try:
        yield process.stdout
        # After the end of an archive come further blocks, all of zeros.
        while process.stdout.read(65536):
            pass
    except BackupError as error:
        # What is no backup may be what age did not decrypt.
        process.stdout.close()
        said = _last_line(process.stderr.read().decode(errors="replace"))
        if process.wait() in {0, -13}:
            raise
        raise BackupError(f"age did not decrypt the backup: {said}") from error
    finally:
        process.stdout.close()
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.wait():
        said = process.stderr.read().decode(errors="replace")
        raise BackupError(f"age did not decrypt the backup: {_last_line(said)}")


def _start(arguments: list[str], **pipes: object) -> subprocess.Popen[bytes]:
    program = shutil.which("age")
    if program is None:
        raise BackupError("The program age is not installed, which encrypts and decrypts backups.")
    return subprocess.Popen([program, *arguments], stderr=subprocess.PIPE, **pipes)  # type: ignore[call-overload]  # noqa: S603


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line and "report unexpected" not in line]
    return lines[0].removeprefix("age: ").removeprefix("error: ") if lines else "it says nothing."
