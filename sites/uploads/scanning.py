"""ClamAV looks through what is uploaded, where a province has it.

The content goes to clamd over its socket (``INSTREAM``, clamd(8)): nothing has to be shared with
it, and it may run elsewhere.
"""

import logging
import re
import socket
import struct
import time
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# For connecting, sending and the answer together.
SECONDS = 20
_PIECE = 256 * 1024
# A line such as "stream: Win.Test.EICAR_HDB-1 FOUND"; whatever is longer is no answer of clamd.
_LONGEST_ANSWER = 1024
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")

logger = logging.getLogger(__name__)


class ScannerError(Exception):
    """The scanner cannot be reached, or gives no verdict."""


def scan(file: IO[bytes]) -> str | None:
    """Let a scanner look through a file, if there is one.

    Returns None where nothing was found or no scanner is configured; a sentence with a place for
    ``name`` where the scanner cannot be reached and ``CLAMD_UNREACHABLE`` is ``accept``. Raises
    ValidationError, in words for the person, where something was found, or the scanner cannot be
    reached and files are refused then.
    """
    if settings.CLAMD_ADDRESS is None:
        return None
    try:
        found = ask_scanner(settings.CLAMD_ADDRESS, file)
    except ScannerError as error:
        logger.error("An upload could not be scanned: %s", error)
        if settings.CLAMD_UNREACHABLE == "accept":
            return _("“%(name)s” was not scanned for viruses: the scanner cannot be reached.")
        words = _("The file was not accepted because the virus scanner cannot be reached. Please "
                  "try again later, and tell the ICT department if it lasts.")  # fmt: skip
        raise ValidationError(words, code="not_scanned") from error
    finally:
        file.seek(0)
    if found:
        logger.warning("An upload was refused: the scanner found %s", found)
        words = _("The virus scanner has found something in this file (%(virus)s). It was not "
                  "accepted. Please do not send it on, and tell the ICT department.")  # fmt: skip
        raise ValidationError(words % {"virus": found}, code="virus")
    return None


def ask_scanner(address: str | tuple[str, int], file: IO[bytes]) -> str | None:
    """Return the name of what clamd finds in a file, None where it finds nothing.

    ``address`` is the path of a Unix socket, or a host and a port. Raises ScannerError.
    """
    until = time.monotonic() + SECONDS
    try:
        with _connected(address, until) as connection:
            _send(connection, file, until)
            answer = _received(connection, until)
    except OSError as error:
        raise ScannerError(error) from error
    if answer == "stream: OK":
        return None
    found = _FOUND.fullmatch(answer)
    if found is None:
        # Among others "INSTREAM size limit exceeded. ERROR": StreamMaxLength is too small.
        raise ScannerError(f"clamd says {answer!r}")
    return found["name"]


def is_reachable(address: str | tuple[str, int]) -> bool:
    """Whether clamd answers at an address."""
    until = time.monotonic() + SECONDS
    try:
        with _connected(address, until) as connection:
            connection.sendall(b"zPING\0")
            return _received(connection, until) == "PONG"
    except OSError:
        return False


def _connected(address: str | tuple[str, int], until: float) -> socket.socket:
    if isinstance(address, str):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(_left(until))
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection(address, timeout=_left(until))


def _send(connection: socket.socket, file: IO[bytes], until: float) -> None:
    connection.sendall(b"zINSTREAM\0")
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            connection.settimeout(_left(until))
            connection.sendall(struct.pack(">L", len(piece)) + piece)
        connection.sendall(struct.pack(">L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It has said already what it has to say, such as that the file is too long.
        return


def _received(connection: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        connection.settimeout(_left(until))
        piece = connection.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("clamd takes too long")
    return left
