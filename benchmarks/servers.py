"""Servers on the loopback: gunicorn with one worker, and Valkey."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.free_ports import find_free_port
from tests.system_packages import find_or_install

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60


class DoesNotStartError(Exception):
    """Raised when a server ends, or does not answer in time."""


@contextmanager
def run_gunicorn(application: str, port: int, environment: dict[str, str]) -> Iterator[None]:
    """Serve a WSGI application with one worker inside the ``with`` block.

    ``environment``: variables added to those of this process. Raises DoesNotStartError.
    """
    command = [sys.executable, "-m", "gunicorn", application, "--workers", "1", "--bind"]
    options = [f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"]
    with _run_server(command + options, port, environment):
        yield


@contextmanager
def run_valkey() -> Iterator[str]:
    """Yield the URL of a throw-away Valkey server. Raises DoesNotStartError."""
    program = find_or_install("valkey-server")
    port = find_free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--daemonize"]
    with _run_server([*command, "no", "--loglevel", "warning"], port, {}):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _run_server(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait_until_up(process, port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise DoesNotStartError(f"{process.args} does not answer.")
