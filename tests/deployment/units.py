"""The services of deploy/systemd, started as systemd starts them, without systemd."""

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.deployment.account import Account

# Until a service says that it is ready, and until one that was told to has ended.
START_SECONDS, STOP_SECONDS = 180, 60
# Between two questions that wake what systemd-socket-activate starts.
ASK_SECONDS = 0.5


def read_setting(unit: Path, name: str) -> str:
    """Return the value of a setting that a unit has once."""
    [value] = re.findall(rf"^{name}=(.*)$", unit.read_text(), re.MULTILINE)
    return str(value)


def read_variables(unit: Path) -> dict[str, str]:
    """Return what a unit puts into the environment, without what systemd alone knows (``%``)."""
    lines = re.findall(r"^Environment=(\w+)=([^%\n]*)$", unit.read_text(), re.MULTILINE)
    return dict(lines)


class Socket:
    """A socket unit: bound, and held while services come and go."""

    def __init__(self, unit: Path, account: Account) -> None:
        path = read_setting(unit, "ListenStream")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(int(read_setting(unit, "Backlog")))
        os.chmod(path, int(read_setting(unit, "SocketMode"), 8))
        account.own(Path(path))

    def close(self) -> None:
        self.listener.close()


class Service:
    """A service unit: its ExecStart, started by ``systemd-socket-activate`` where it has a socket.

    Whether it is ready it says itself, as to systemd (``Type=notify``).
    """

    def __init__(
        self, unit: Path, account: Account, variables: dict[str, str], held: Socket | None = None
    ) -> None:
        self.unit, self.account, self.held = unit, account, held
        self.folder = read_setting(unit, "WorkingDirectory")
        self.command = shlex.split(read_setting(unit, "ExecStart"))
        self.variables = account.environment | variables | read_variables(unit)
        self.log = account.home / f"{unit.stem}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.ready: socket.socket | None = None

    def start(self) -> None:
        if self.held:
            self._listen_for_readiness()
        variables = dict(self.variables)
        command = self.command
        options = {}
        if self.held:
            number = self.held.listener.fileno()
            variables["NOTIFY_SOCKET"] = str(self._notify_path)
            handed_on = [f"--setenv={name}" for name in variables]
            hand_over = f'exec 3<&{number} {number}<&-; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
            activate = ["systemd-socket-activate", *handed_on]
            command = ["bash", "-c", hand_over, "bash", *activate, *command]
            options = {"pass_fds": [number]}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **options,
                **self.account.identity,
            )

    def begin(self) -> None:
        """Start it as ``systemctl start`` does, which returns when it is ready."""
        self.start()
        if self.held:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return once the service has said READY=1; raise AssertionError where it does not.

        systemd-socket-activate starts nothing before somebody asks, so somebody does.
        """
        assert self.held is not None
        until = time.monotonic() + START_SECONDS
        while not self._hears_that_it_is_ready():
            assert time.monotonic() < until, self.log.read_text()
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(self.held.listener.getsockname())

    def _hears_that_it_is_ready(self) -> bool:
        assert self.ready is not None
        try:
            return b"READY=1" in self.ready.recv(4096).split(b"\n")
        except TimeoutError:
            return False

    def stop(self) -> None:
        """End it as ``systemctl stop`` does: SIGTERM for the main process, and patience."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def _notify_path(self) -> Path:
        return self.account.home / f"notify-{id(self)}"

    def _listen_for_readiness(self) -> None:
        if self.ready:
            self.ready.close()
        self._notify_path.unlink(missing_ok=True)
        self.ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ready.settimeout(ASK_SECONDS)
        self.ready.bind(str(self._notify_path))
        self.account.own(self._notify_path)
