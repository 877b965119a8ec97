"""Servers on the loopback: gunicorn with one worker, and Valkey."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import end_process, start_process
from tests.free_ports import find_free_port
from tests.system_packages import find_or_install


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
    with tempfile.TemporaryDirectory() as folder:
        process = start_process(command, os.environ | environment, port, Path(folder) / "log")
        try:
            yield
        finally:
            end_process(process)
