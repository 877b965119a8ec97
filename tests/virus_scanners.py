"""Scanners of viruses: clamd with signatures of our own, and one that says what it is told."""

import hashlib
import os
import pwd
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from content.files.scanner import is_reachable
from tests.system_packages import find_or_install

# The test file of EICAR, in two parts: scanners look at this file too.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" rb"ANTIVIRUS-TEST-FILE!$H+H*"
# What the signature of our own finds, anywhere in a file.
POISON = b"bantin-test-poison-7c1f"
SIGNATURES = f"Bantin.Poison:0:*:{POISON.hex()}\n"
NAME_OF_EICAR = "Win.Test.EICAR_HDB-1"


@contextmanager
def run_scanner(
    answer: Callable[[bytes], str], before: Callable[[], None] = lambda: None
) -> Iterator[tuple[str, int]]:
    """Speak clamd's protocol on a port of our own; gives the address.

    ``before`` runs when a file has come in whole, ``answer`` gets the file.
    """
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _peer = server.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                _serve_one(connection, answer, before)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def _serve_one(connection, answer, before):
    if _received(connection, 6) == b"zPING\0":
        connection.sendall(b"PONG\0")
        return
    _received(connection, 4)
    content = b""
    while length := struct.unpack(">L", _received(connection, 4))[0]:
        content += _received(connection, length)
    before()
    connection.sendall(answer(content).encode() + b"\0")


def _received(connection, size):
    content = b""
    while len(content) < size:
        piece = connection.recv(size - len(content))
        if not piece:
            raise ConnectionError
        content += piece
    return content


def get_verdict(content: bytes) -> str:
    """What clamd says with the signatures below."""
    if POISON in content:
        return "stream: Bantin.Poison.UNOFFICIAL FOUND"
    return f"stream: {NAME_OF_EICAR} FOUND" if EICAR in content else "stream: OK"


class Clamd:
    """ClamAV's daemon, in the foreground, on a socket in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.socket = str(folder / "clamd.ctl")
        signatures = folder / "signatures"
        signatures.mkdir()
        digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
        (signatures / "eicar.hdb").write_text(f"{digest}:{len(EICAR)}:{NAME_OF_EICAR}\n")
        (signatures / "poison.ndb").write_text(SIGNATURES)
        configuration = folder / "clamd.conf"
        configuration.write_text(
            f"LocalSocket {self.socket}\nDatabaseDirectory {signatures}\nForeground yes\n"
            f"TemporaryDirectory {folder}\nStreamMaxLength 25M\nOfficialDatabaseOnly no\n"
        )
        self.process = subprocess.Popen(
            [find_or_install("clamd", "clamav-daemon"), "--config-file", configuration],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **unprivileged(folder),
        )  # fmt: skip
        while not (self.process.poll() is None and is_reachable(self.socket)):
            if self.process.poll() is not None:
                raise RuntimeError(self.process.stdout.read().decode())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        Path(self.socket).unlink(missing_ok=True)


def unprivileged(folder: Path) -> dict[str, object]:
    """It needs no rights, and root gives them up."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def run_clamd() -> Iterator[Clamd]:
    """A running clamd."""
    # The path of a socket has at most a hundred bytes; pytest's folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="bantin-clamd-"))
    running = Clamd(folder)
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder)
