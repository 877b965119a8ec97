"""Processes of servers on the loopback: started, waited for, ended."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS, STOP_SECONDS = 120, 40


class DoesNotStartError(Exception):
    """Raised when a server ends, or does not answer in time."""


def start_process(
    command: list[str], environment: dict[str, str], port: int, log: Path
) -> subprocess.Popen[bytes]:
    """Start a server; return once its port takes connections. Raises DoesNotStartError.

    ``log``: where its output goes.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    end_process(process)
    raise DoesNotStartError(f"{command[0]} does not start:\n{log.read_text()}")


def wait_for_answer(port: int, path: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once a server answers at all. Raises DoesNotStartError if it ends or says nothing."""
    try:
        _wait_until(lambda: process.poll() is not None or _is_answered(port, path), START_SECONDS)
    except TimeoutError:
        pass
    else:
        if process.poll() is None:
            return
    end_process(process)
    raise DoesNotStartError(f"{process.args} does not answer:\n{log.read_text()}")


def _is_answered(port: int, path: str) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        client.request("GET", path, headers={"Host": "127.0.0.1"})
        client.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
    return True


def _wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Return once the condition holds; raise TimeoutError if it does not within ``seconds``."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"Not within {seconds} seconds.")
        time.sleep(0.05)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a server and all that it has started; return when it has gone."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
