"""Virus scan of uploads with ClamAV, if the installation has it (``CLAMD_ADDRESS``).

The content is sent to clamd over its socket (``INSTREAM``, clamd(8)), so clamd needs no access to
the files and may run on another machine.
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

# Timeout for connecting, sending and receiving the answer together.
TIMEOUT_SECONDS = 20
_PIECE = 256 * 1024
# In bytes. An answer is a line such as "stream: Win.Test.EICAR_HDB-1 FOUND".
_MAX_ANSWER_BYTES = 1024
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")

logger = logging.getLogger(__name__)


class ScannerError(Exception):
    """The scanner cannot be reached or gives no result."""


def scan(file: IO[bytes]) -> str | None:
    """Scan a file for viruses if a scanner is configured.

    Returns None if nothing was found or no scanner is configured. Returns a warning with a
    placeholder ``%(name)s`` if the scanner gives no result and ``CLAMD_UNREACHABLE`` is
    ``accept``. Raises ValidationError with a message for the user if something was found, or if
    the scanner gives no result and ``CLAMD_UNREACHABLE`` is ``refuse``.
    """
    if settings.CLAMD_ADDRESS is None:
        return None
    try:
        found = query_scanner(settings.CLAMD_ADDRESS, file)
    except ScannerError as error:
        logger.error("An upload could not be scanned: %s", error)
        if settings.CLAMD_UNREACHABLE == "accept":
            return _("“%(name)s” was not scanned for viruses: the scanner cannot be reached.")
        message = _(
            "The file was not accepted because the virus scanner cannot be reached. Please "
            "try again later, and tell the ICT department if it lasts."
        )
        raise ValidationError(message, code="not_scanned") from error
    finally:
        file.seek(0)
    if found:
        logger.warning("An upload was refused: the scanner found %s", found)
        message = _(
            "The virus scanner has found something in this file (%(virus)s). It was not "
            "accepted. Please do not send it on, and tell the ICT department."
        )
        raise ValidationError(message % {"virus": found}, code="virus")
    return None


def query_scanner(address: str | tuple[str, int], file: IO[bytes]) -> str | None:
    """Return the name of the virus that clamd finds in a file, None for none.

    ``address``: path of a Unix socket, or host and port. Raises ScannerError if clamd cannot be
    reached, takes longer than ``TIMEOUT_SECONDS`` or reports an error.
    """
    until = time.monotonic() + TIMEOUT_SECONDS
    try:
        with _connect(address, until) as connection:
            _send(connection, file, until)
            answer = _receive(connection, until)
    except OSError as error:
        raise ScannerError(error) from error
    if answer == "stream: OK":
        return None
    found = _FOUND.fullmatch(answer)
    if found is None:
        # For example "INSTREAM size limit exceeded. ERROR": StreamMaxLength is too small.
        raise ScannerError(f"clamd says {answer!r}")
    return found["name"]


def is_reachable(address: str | tuple[str, int]) -> bool:
    """Return whether clamd answers at a socket path, or host and port, in ``TIMEOUT_SECONDS``."""
    until = time.monotonic() + TIMEOUT_SECONDS
    try:
        with _connect(address, until) as connection:
            connection.sendall(b"zPING\0")
            return _receive(connection, until) == "PONG"
    except OSError:
        return False


def _connect(address: str | tuple[str, int], until: float) -> socket.socket:
    if isinstance(address, str):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(_get_remaining_seconds(until))
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection(address, timeout=_get_remaining_seconds(until))


def _send(connection: socket.socket, file: IO[bytes], until: float) -> None:
    connection.sendall(b"zINSTREAM\0")
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            connection.settimeout(_get_remaining_seconds(until))
            connection.sendall(struct.pack(">L", len(piece)) + piece)
        connection.sendall(struct.pack(">L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # clamd closed the connection after its answer, for example that the file is too long.
        return


def _receive(connection: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER_BYTES:
        connection.settimeout(_get_remaining_seconds(until))
        piece = connection.recv(_MAX_ANSWER_BYTES)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace").strip()


def _get_remaining_seconds(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("clamd takes too long")
    return left
