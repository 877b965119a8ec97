"""nginx as a program of its own, which goes into the background by itself."""

import os
import time
from pathlib import Path

from tests.deployment.account import Account

SECONDS = 30


def start_nginx(account: Account, run: Path, file: Path) -> None:
    done = account.run("nginx", "-p", run, "-e", run / "nginx.log", "-c", file)
    assert done.returncode == 0, done.stderr


def stop_nginx(run: Path) -> None:
    """End nginx, and wait until it has gone."""
    pid = run / "nginx.pid"
    if not pid.exists():
        return
    os.kill(int(pid.read_text()), 15)
    until = time.monotonic() + SECONDS
    while pid.exists() and time.monotonic() < until:
        time.sleep(0.05)
