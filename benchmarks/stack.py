"""The servers of an installation, as the files of deploy/ describe them.

PostgreSQL, Valkey, gunicorn and the loops of the jobs by the commands of their units, nginx, and
Varnish. A stack has one node or several; each has processes, nginx and an edge of its own, and all
share database, cache, files, and a server that takes their mail.
Sockets, logs and filled files are in one folder, ports are free ones of the loopback.
"""

import fcntl
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.processes import (
    ROOT,
    DoesNotStartError,
    end_process,
    start_process,
    wait_for_answer,
)
from deploy.fill import fill, fill_folder, read_values
from tests.deployment.servers import DrillCluster
from tests.deployment.units import read_variables
from tests.free_ports import find_free_port
from tests.servers import make_certificate
from tests.system_packages import find_or_install, install

DEPLOY = ROOT / "deploy"
DOMAIN = "backan.localhost"
ADMIN_HOST = f"quan-tri.{DOMAIN}"
SECRET = "of-the-benchmark-only"  # noqa: S105
# Instances of the unit of the jobs on each node, and how nice they are: half as heavy (sched(7)).
JOB_LOOPS, HALF_WEIGHT = 2, "3"


class Gunicorn:
    """Processes of gunicorn by the command of a unit, at the sockets that it is handed.

    ``sockets``: listening sockets, which outlive the processes. ``application``: another one than
    that of the unit. ``workers``: another number than the unit's.
    """

    def __init__(
        self,
        unit: Path,
        sockets: list[socket.socket],
        environment: dict[str, str],
        *,
        application: str = "",
        workers: int = 0,
    ) -> None:
        # The same program, also where the environment was made at another place.
        words = shlex.split(_find_command(unit))[1:]
        self.command = [sys.executable, "-m", "gunicorn", *words]
        if application:
            self.command[3] = application
        if workers:
            self.command += ["--workers", str(workers)]
        self.sockets, self.environment = sockets, environment
        self.log = unit.parent / f"{unit.stem}-{find_free_port()}.log"

    def start(self) -> float:
        """Start it; return the seconds until it answered. Raises DoesNotStartError."""
        begin = time.monotonic()
        # As systemd hands sockets over: from descriptor 3 on, to the process with this number.
        descriptors = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD, 10) for one in self.sockets]
        moved = " ".join(f"{3 + place}<&{number}" for place, number in enumerate(descriptors))
        script = f'exec {moved}; LISTEN_PID=$$ LISTEN_FDS={len(descriptors)} exec "$@"'
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [find_or_install("bash"), "-c", script, "bash", *self.command],
                cwd=ROOT,
                env=self.environment,
                pass_fds=descriptors,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        for number in descriptors:
            os.close(number)
        port = next(one for one in self.sockets if one.family == socket.AF_INET).getsockname()[1]
        wait_for_answer(port, "/healthz", self.process, self.log)
        return time.monotonic() - begin

    def stop(self) -> None:
        """End it, as systemd does."""
        end_process(self.process)

    def list_pids(self) -> list[int]:
        """Return the numbers of the processes: the first one and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]


class Node:
    """One machine, as it were: the websites' and the admin's gunicorn, jobs, an edge and nginx."""

    def __init__(self, stack: "Stack", number: int, workers: int) -> None:
        self.stack, self.workers = stack, workers
        self.folder = stack.folder / f"node{number}"
        self.folder.mkdir()
        names = ("web", "admin", "edge", "purge", "https", "http")
        self.ports = {name: find_free_port() for name in names}
        self.edge_url = f"http://127.0.0.1:{self.ports['purge']}"
        self._stack = ExitStack()
        self.start_seconds = 0.0

    def start(self) -> None:
        """Start all of it. Raises DoesNotStartError."""
        filled = self._fill()
        units = filled / "systemd"
        web, admin = units / "bantin-web@.service", units / "bantin-admin.service"
        variables = self.stack.environment | read_variables(web)
        self.web = Gunicorn(web, self._listen("web"), variables, workers=self.workers)
        self.start_seconds = self.web.start()
        self._stack.callback(self.web.stop)
        variables = self.stack.environment | read_variables(admin)
        self.admin = Gunicorn(admin, self._listen("admin"), variables)
        self.admin.start()
        self._stack.callback(self.admin.stop)
        self._start_edge(filled)
        self._start_nginx(filled)

    def start_jobs(self) -> None:
        """Start the loops of the jobs."""
        unit = self.folder / "deploy" / "systemd" / "bantin-jobs@.service"
        for number in range(1, JOB_LOOPS + 1):
            self._start_loop(unit, number)

    def close(self) -> None:
        """End all of it."""
        self._stack.close()

    def _fill(self) -> Path:
        standard = read_values(DEPLOY / "environment.example") | self.stack.places
        folder = str(self.folder)
        values = standard | {
            "APP": str(ROOT),
            "RUN": folder,
            "LOGS": folder,
            "CONFIGURATION": str(self.stack.folder),
            "STATIC": str(self.stack.static),
            "MEDIA_ROOT": str(self.stack.media),
            "ADMIN_HOST": ADMIN_HOST,
            "HTTP_LISTEN": f"127.0.0.1:{self.ports['http']}",
            "HTTP_LISTEN_IPV6": f"127.0.0.1:{find_free_port()}",
            "HTTPS_LISTEN": f"127.0.0.1:{self.ports['https']}",
            "HTTPS_LISTEN_IPV6": f"127.0.0.1:{find_free_port()}",
            "HEALTH_ADDRESS": f"127.0.0.1:{find_free_port()}",
            "EDGE_SECRET": SECRET,
            "EDGE_PORT": str(self.ports["edge"]),
            "EDGE_LISTEN": f"127.0.0.1:{self.ports['purge']}",
            "VALKEY_PORT": str(self.stack.valkey_port),
            "VALKEY_FOLDER": str(self.stack.folder),
        }
        fill_folder(self.folder / "deploy", values)
        return self.folder / "deploy"

    def _listen(self, name: str) -> list[socket.socket]:
        """Return the socket of the unit, and a port at which the processes are asked directly."""
        unix = socket.socket(socket.AF_UNIX)
        unix.bind(str(self.folder / f"{name}.sock"))
        direct = socket.socket()
        direct.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        direct.bind(("127.0.0.1", self.ports[name]))
        for one in (unix, direct):
            one.listen(1024)
            self._stack.callback(one.close)
        return [unix, direct]

    def _start_edge(self, filled: Path) -> None:
        program = find_or_install("varnishd", "varnish")
        if not list(Path("/").glob("usr/lib/*/varnish/vmods/libvmod_xkey.so")):
            install("varnish-modules")
        command = _find_command(filled / "varnish" / "bantin-edge.service")
        words = shlex.split(command.replace("%t/bantin-edge", str(self.folder / "edge")))[1:]
        # As root it would become somebody else, who cannot read the folder.
        jail = ["-j", "none"] if os.geteuid() == 0 else []
        variables = self.stack.environment
        self.edge = self._run([program, *jail, *words], variables, self.ports["edge"])

    def _start_nginx(self, filled: Path) -> None:
        command = [find_or_install("nginx"), "-p", str(self.folder), "-e", "nginx.log"]
        # Its processes must reach the folder, which is this account's.
        user = " user root;" if os.geteuid() == 0 else ""
        command += ["-c", str(filled / "nginx" / "nginx.conf"), "-g", f"daemon off;{user}"]
        self._run(command, dict(os.environ), self.ports["https"])

    def _start_loop(self, unit: Path, number: int) -> None:
        words = shlex.split(_find_command(unit))[1:]
        # They have half the weight of others, by the unit's CPUWeight.
        command = [find_or_install("nice", "coreutils"), "-n", HALF_WEIGHT, sys.executable, *words]
        with (self.folder / f"jobs{number}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.stack.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._stack.callback(end_process, process)

    def _run(
        self, command: list[str], environment: dict[str, str], port: int
    ) -> subprocess.Popen[bytes]:
        log = self.folder / f"{Path(command[0]).name}.log"
        process = start_process(command, environment, port, log)
        self._stack.callback(end_process, process)
        return process


class Stack:
    """An installation on a database server that runs, with ``nodes`` nodes.

    ``workers``: of the websites' processes on each node; by default that of their unit. Nothing is
    started before ``start``; ``manage`` works before, and needs the database and the cache alone.
    The jobs are started by themselves (``start_jobs``): what a publication gives them to do takes
    the processors for minutes, and is not what the next act costs. ``places``: values of the file
    of this name that are not those of its example.
    """

    def __init__(
        self,
        folder: Path,
        cluster: DrillCluster,
        media: Path,
        *,
        nodes: int = 1,
        workers: int = 0,
        places: Mapping[str, str] | None = None,
    ) -> None:
        self.folder, self.cluster, self.media = folder, cluster, media
        self.places = read_values(DEPLOY / "places.example") | dict(places or {})
        self.static = folder / "static"
        self.valkey_port = find_free_port()
        self.mail_port = find_free_port()
        media.mkdir(parents=True, exist_ok=True)
        self.nodes = [Node(self, number, workers) for number in range(1, nodes + 1)]
        self._stack = ExitStack()

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the processes, as in the environment file of an installation."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "k" * 60,
            "DATABASE_URL": self.cluster.url,
            "CACHE_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "ADMIN_HOST": ADMIN_HOST,
            "BASE_DOMAIN": DOMAIN,
            "MEDIA_ROOT": str(self.media),
            "STATIC_ROOT": str(self.static),
            "REQUEST_ID_FROM_PROXY": "on",
            "EDGE_SECRET": SECRET,
            "EDGE_URLS": ",".join(node.edge_url for node in self.nodes),
            # Websites are looked at through nginx, whose certificate is one of ours.
            "VERIFY_ADDRESS": f"127.0.0.1:{self.nodes[0].ports['https']}",
            "SSL_CERT_FILE": str(self.folder / "certificate.pem"),
        }

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a command of manage.py with the variables of the installation; return its output."""
        return self.run("manage.py", *arguments, **variables)

    def run(self, *arguments: str, **variables: str) -> str:
        """Run Python with the variables of the installation; return what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | variables,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def start(self) -> None:
        """Collect the static files, and start all but the database and the jobs.

        Raises DoesNotStartError.
        """
        self.manage("collectstatic", "--noinput", "-v0")
        certificate, _context = make_certificate(self.folder, f"*.{DOMAIN}")
        shutil.copy(certificate, self.folder / "key.pem")
        self._start_valkey()
        self._start_mail()
        for node in self.nodes:
            self._stack.callback(node.close)
            node.start()

    def start_jobs(self) -> None:
        """Start the loops of the jobs of all nodes, with nothing to catch up on."""
        self.run("-m", "benchmarks.backlog")
        for node in self.nodes:
            node.start_jobs()

    def stop(self) -> None:
        """End all but the database."""
        self._stack.close()

    def _start_mail(self) -> None:
        """Start a server that takes all mail and forgets it."""
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink"]
        command += ["-l", f"127.0.0.1:{self.mail_port}"]
        process = start_process(command, dict(os.environ), self.mail_port, self.folder / "mail.log")
        self._stack.callback(end_process, process)

    def _start_valkey(self) -> None:
        values = self.places | {
            "FILLED": str(self.folder),
            "VALKEY_PORT": str(self.valkey_port),
            "VALKEY_FOLDER": str(self.folder),
        }
        text = fill((DEPLOY / "valkey" / "bantin.conf").read_text(), values)
        # This machine may have no IPv6.
        (self.folder / "valkey.conf").write_text(text.replace(" -::1", ""))
        program = find_or_install("valkey-server", "valkey")
        command = [program, str(self.folder / "valkey.conf")]
        process = start_process(
            command, dict(os.environ), self.valkey_port, self.folder / "valkey.log"
        )
        self._stack.callback(end_process, process)


def _find_command(unit: Path) -> str:
    """Return the command of a systemd unit. Raises DoesNotStartError if it has none."""
    line = re.search(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)
    if line is None:
        raise DoesNotStartError(f"{unit.name} has no ExecStart.")
    return line[1]
