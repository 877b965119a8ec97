"""Varnish with the configuration of deploy/, before Bantin on this machine."""

import http.client
import os
import re
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from deploy.fill import fill_folder, read_values
from tests.free_ports import find_free_port
from tests.servers import serve, serve_bantin
from tests.system_packages import MissingProgramError, find_or_install, install

DEPLOY = Path(settings.BASE_DIR) / "deploy"
MODULES = "/usr/lib/*/varnish/vmods/libvmod_xkey.so"
SECRET = "a-secret-of-tests-only"  # noqa: S105
# Headers that are between Bantin and edges.
MARKS = {"xkey", "edge-fresh-until", "edge-keep-until", "edge-away", "via", "x-varnish"}
# Seconds within which something happens, or the test has failed.
BOUND = 20
# A busy machine compiles the configuration for as long as this.
START_SECONDS = 60


class HealthChecks:
    """What Bantin's processes answer to health checks beside all else: by default that all is well.

    Of so many checks after each other, all but the last are lost.
    """

    def __init__(self):
        self.is_well = True
        self.lost = 0
        self.count = 0

    def answer(self, environ, start_response):
        self.count += 1
        is_lost = self.count % (self.lost + 1) != 0
        start_response("200 OK" if self.is_well and not is_lost else "503 Lost", [])
        return [b""]


class Edge:
    """A running varnishd; Bantin has to be served at ``backend_port``.

    ``health``: what its checks are answered, at an address of their own. ``environment``: what
    stands in the file of that name besides the secret.
    """

    def __init__(
        self, folder: Path, health: HealthChecks, health_port: int, environment: dict[str, str]
    ) -> None:
        self.folder, self.health = folder, health
        self.environment = environment | {"EDGE_SECRET": SECRET}
        self.port, self.purge_port, self.backend_port = (find_free_port() for _ in range(3))
        self.url = f"http://127.0.0.1:{self.purge_port}"
        self.values = {
            "EDGE_SECRET": SECRET,
            "EDGE_PORT": str(self.port),
            "EDGE_LISTEN": f"127.0.0.1:{self.purge_port}",
            "EDGE_MEMORY": "32m",
            "HEALTH_ADDRESS": f"127.0.0.1:{health_port}",
        }

    def start(self) -> None:
        """Start it by the command of its unit; return once it answers."""
        program = find_program()
        filled = self._fill()
        unit = (filled / "bantin-edge.service").read_text()
        line = re.search(r"^ExecStart=\S+ (.*)$", unit, re.M)
        assert line
        words = shlex.split(line[1].replace("%t/bantin-edge", str(self.folder / "run")))
        # As root it would become somebody else, who cannot read the folders of tests.
        jail = ["-j", "none"] if os.geteuid() == 0 else []
        with (self.folder / "varnishd.log").open("wb") as log:
            self.process = subprocess.Popen(
                [program, *jail, *words],
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            log_text = (self.folder / "varnishd.log").read_text()
            assert self.process.poll() is None and time.monotonic() < until, log_text

    def stop(self) -> None:
        if self.process.poll() is not None:
            return
        self.resume()
        self.process.terminate()
        self.process.wait(30)

    def freeze(self) -> None:
        """Let it take connections and answer nothing, as a machine that hangs."""
        for pid in self._list_pids():
            os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        for pid in self._list_pids():
            os.kill(pid, signal.SIGCONT)

    def purge(self, codes: str = "", secret: str = SECRET, port: int = 0) -> int:
        """Ask for a purge as Bantin does; return the status."""
        headers = {"Edge-Secret": secret, "Edge-Codes": codes}
        return self._ask(port or self.purge_port, "PURGE", "/", headers).status

    def ask(
        self, agency, path="/", method="GET", port=0, body=None, **headers
    ) -> http.client.HTTPResponse:
        """Ask for a path of a website, as nginx does for a reader; ``content`` is what came."""
        host = f"{agency.site.hostname}:{settings.SITE_PORT}" if agency else settings.ADMIN_HOST
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask(port or self.port, method, path, {"Host": host, **names}, body)

    def read_lifetime(self, ask: Callable[[], object]) -> list[str]:
        """Return the seconds that Varnish logs for what ``ask`` makes it fetch: for how long it is
        fresh, how long it may be served then, and how long it is kept to be asked for.

        Otherwise it logs nothing, as its unit says. For one call in the life of an edge.
        """
        self._control("varnishadm", "param.set", "vsl_mask", "default")
        ask()
        # The log is written behind the back of who has been served.
        wait_until(self._list_lifetimes)
        self._control("varnishadm", "param.set", "vsl_mask", "none")
        return self._list_lifetimes()[-1]

    def is_backend_healthy(self) -> bool:
        """Whether one of the last checks was answered."""
        listed = self._control("varnishadm", "backend.list")
        return re.search(r"\.health +probe +\S+ +healthy", listed) is not None

    def _list_lifetimes(self) -> list[list[str]]:
        lines = self._control("varnishlog", "-d", "-g", "raw", "-i", "TTL").splitlines()
        return [line.partition(" VCL ")[2].split()[:3] for line in lines if " VCL " in line]

    def _control(self, program: str, *words: str) -> str:
        command = [program, "-n", str(self.folder / "run"), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def _ask(self, port, method, path, headers, body=None):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            client.request(method, path, body, headers)
            answer = client.getresponse()
            answer.content = answer.read()
            return answer
        finally:
            client.close()

    def _answers(self) -> bool:
        try:
            # Without a purge: an edge that has just started has had none.
            return self._ask(self.purge_port, "GET", "/", {}).status == 405
        except OSError:
            os.sched_yield()
            return False

    def _list_pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text().split())]

    def _fill(self) -> Path:
        standard = read_values(DEPLOY / "environment.example", DEPLOY / "places.example")
        fill_folder(self.folder / "deploy", standard | self.values)
        file = self.folder / "deploy" / "varnish" / "bantin.vcl"
        place = f'.host = "127.0.0.1"; .port = "{self.backend_port}";'
        text, count = re.subn(r'\.path = "\S+web\.sock";', place, file.read_text())
        assert count == 1
        file.write_text(text)
        return file.parent


def find_program() -> str:
    """Return the path of varnishd; skip the test where it, or a module of it, cannot be had."""
    try:
        program = find_or_install("varnishd", "varnish")
        if not list(Path("/").glob(MODULES.lstrip("/"))):
            install("varnish-modules")
        if not list(Path("/").glob(MODULES.lstrip("/"))):
            raise MissingProgramError("install varnish-modules, which has the module xkey")
    except MissingProgramError as error:
        pytest.skip(f"No edge can be started: {error}.")
    return program


@contextmanager
def run_edge(folder: Path, **environment: str) -> Iterator[Edge]:
    """Run an edge; its pages are 503 while nothing is served at its ``backend_port``."""
    health = HealthChecks()
    with serve(health.answer) as (_host, port):
        edge = Edge(folder, health, port, environment)
        edge.start()
        try:
            yield edge
        finally:
            edge.stop()


class PurgeRecorder:
    """Stands for an edge where Bantin purges: notes the codes; can refuse by another status."""

    def __init__(self):
        self.purged = []
        self.status = "204 No Content"
        self.url = ""

    def answer(self, environ, start_response):
        assert (environ["REQUEST_METHOD"], environ["HTTP_EDGE_SECRET"]) == ("PURGE", SECRET)
        self.purged.append(environ["HTTP_EDGE_CODES"])
        start_response(self.status, [])
        return [b""]


@contextmanager
def record_purges() -> Iterator[PurgeRecorder]:
    recorder = PurgeRecorder()
    with serve(recorder.answer) as (host, port):
        recorder.url = f"http://{host}:{port}"
        yield recorder


class Bantin:
    """Bantin behind an edge: notes what it is asked and the status that it answers; can hold an
    answer back, refuse, or break off at some paths.
    """

    def __init__(self):
        self.asked = []
        self.answered = []
        self.refuses = False
        self.breaks_at = set()
        self.is_drawn, self.may_send = threading.Event(), threading.Event()
        self.may_send.set()

    def wrap(self, app):
        def answer(environ, start_response):
            def note(status, *rest):
                self.answered.append(status)
                return start_response(status, *rest)

            self.asked.append(dict(environ))
            if environ["PATH_INFO"] in self.breaks_at:
                # Longer than an edge reads, to which that is no answer.
                start_response("200 OK", [("X-Too-Long", "x" * 100_000)])
                return [b""]
            if self.refuses:
                start_response("429 Too Many Requests", [])
                return [b""]
            parts = app(environ, note)
            self.is_drawn.set()
            self.may_send.wait(BOUND)
            return parts

        return answer


@contextmanager
def serving(edge):
    bantin = Bantin()
    with serve_bantin(port=edge.backend_port, wrap=bantin.wrap):
        # That it is there again, an edge learns from any answer.
        wait_until(lambda: edge.ask(None, "/healthz").status == 200)
        bantin.asked.clear()
        yield bantin


def wait_until(condition):
    until = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < until
    return True


def list_names(answer):
    return {name.lower() for name, _value in answer.getheaders()}
