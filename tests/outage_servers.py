"""An installation with the demo's data, served by gunicorn, whose servers can be taken away."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import psycopg2

from content.tests.full_disks import fill, mount_small_disk
from tests.free_ports import find_free_port
from tests.html import read_html
from tests.postgres import Cluster
from tests.releases.installation import ROOT, Installation, get_dsn, list_releases
from tests.system_packages import find_or_install

# As the demo was made; gunicorn itself listens elsewhere.
DOMAIN = "backan.localhost:8000"
WORKERS = 2
# For what a database writes while it starts.
ROOM_BYTES = 16 * 1024 * 1024
# Far longer than anything may take: what hangs shall fail and not hang the drill.
PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class ReaderResponse:
    """What a reader got at an address; ``status`` 0 for nothing at all."""

    address: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    seconds: float = 0.0

    @property
    def is_marked(self) -> bool:
        return "Cache-Status" in self.headers


class Servers:
    """PostgreSQL, Valkey and gunicorn with the demo of a release, brought up to date.

    ``release``: folder of a kept version, the last one if None is given. ``source``: the program
    that is served; another one than the present leaves the tables to it.
    """

    def __init__(
        self, folder: Path, cluster: Cluster, source: Path = ROOT, release: Path | None = None
    ) -> None:
        self.folder, self.cluster, self.source = folder, cluster, source
        self.release = release or list_releases()[-1]
        self.port, self.valkey_port, self.health_port = (find_free_port() for _one in range(3))
        self.log = folder / "gunicorn.log"
        self.processes: list[subprocess.Popen] = []

    @property
    def installation(self) -> Installation:
        return Installation(self.folder, self.cluster.url)

    def prepare(self) -> None:
        self.installation.bring_back(self.release)
        if self.source == ROOT:
            self.installation.manage("migrate", "--noinput", "-v", "0")

    def start(self) -> None:
        valkey = find_or_install("valkey-server", "valkey")
        words = ["--port", str(self.valkey_port), "--save", "", "--loglevel", "warning"]
        self.valkey = self._run([valkey, *words], {})
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DEBUG": "0",
            "MEDIA_ROOT": str(self.folder / "media"),
            "CACHE_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
            "DATABASE_URL": self.cluster.url,
            "HEALTH_ADDRESS": f"127.0.0.1:{self.health_port}",
        }
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload"]
        options = ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{self.port}", "--timeout", "60"]
        self._run([*command, *options, "--no-control-socket"], environment)
        wait_until(lambda: self.ask("", "/healthz").status == 200)

    def _run(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen:
        with self.log.open("a") as log:
            process = subprocess.Popen(
                command, cwd=self.source, env=os.environ | environment, stderr=log, stdout=log
            )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.processes:
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ask_beside(self, path: str) -> ReaderResponse:
        """Ask at the address that workers have for health checks."""
        return self.ask("", path, port=self.health_port)

    def ask(
        self, label: str, path: str, method: str = "GET", body: str = "", port: int = 0
    ) -> ReaderResponse:
        """Ask the website of a unit, such as ``soyte``, on a connection of its own."""
        host = f"{label}.{DOMAIN}" if label else "127.0.0.1"
        headers = {"Host": host, "User-Agent": "Mozilla/5.0", "Origin": f"http://{host}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        client = http.client.HTTPConnection(
            "127.0.0.1", port or self.port, timeout=PATIENCE_SECONDS
        )
        start = time.monotonic()
        try:
            client.request(method, path, body=body or None, headers=headers)
            answer = client.getresponse()
            text = answer.read().decode(errors="replace")
        except OSError as error:
            return ReaderResponse(host + path, 0, text=str(error), seconds=time.monotonic() - start)
        finally:
            client.close()
        headers = dict(answer.getheaders())
        return ReaderResponse(host + path, answer.status, headers, text, time.monotonic() - start)

    def fill_form(self, label: str, path: str, **fields: str) -> str:
        """Return what a browser sends for the form with a message on a page, filled in."""
        page = read_html(self.ask(label, path).text)
        form = page.select_one("form:has([name=message])")
        hidden = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
        return urlencode(hidden | fields)

    # What is taken away, and given back at the end of the block.

    @contextmanager
    def stopped_database(self) -> Iterator[None]:
        self.cluster._run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata=data")
        try:
            yield
        finally:
            self.cluster._run("pg_ctl", "start", "--wait", "--pgdata=data", "--log=log")

    @contextmanager
    def frozen_database(self) -> Iterator[None]:
        pids = self._list_database_pids()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def _list_database_pids(self) -> list[int]:
        pid_file = self.cluster.directory / "data" / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]

    @contextmanager
    def slow_database(self) -> Iterator[None]:
        """It does a little every second."""
        ended = Event()

        def hinder() -> None:
            while not ended.is_set():
                with self.frozen_database():
                    ended.wait(0.9)
                ended.wait(0.1)

        thread = Thread(target=hinder)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    @contextmanager
    def locked_table(self, table: str) -> Iterator[None]:
        connection = psycopg2.connect(get_dsn(self.cluster.url))
        try:
            connection.cursor().execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
        finally:
            connection.close()

    @contextmanager
    def read_only_database(self) -> Iterator[None]:
        """As a standby: it answers and stores nothing."""
        self._alter("SET default_transaction_read_only = on")
        try:
            yield
        finally:
            self._alter("RESET default_transaction_read_only")

    def _alter(self, change: str) -> None:
        connection = psycopg2.connect(get_dsn(self.cluster.url))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER SYSTEM {change}")
            cursor.execute("SELECT pg_reload_conf()")
        connection.close()

    @contextmanager
    def full_database(self) -> Iterator[None]:
        """Its tables lie on a small disk, which is full; its log has room. Only root may mount one.

        It is restarted before and after.
        """
        tables = self.cluster.directory / "data" / "base"
        aside = tables.with_name("base-aside")
        with ExitStack() as mounted:
            with self.stopped_database():
                tables.rename(aside)
                size = sum(file.stat().st_size for file in aside.rglob("*") if file.is_file())
                mounted.enter_context(mount_small_disk(tables, size + ROOM_BYTES))
                _copy_folder(aside, tables)
            # The first connection after a start writes a file, or nobody is let in any more.
            psycopg2.connect(get_dsn(self.cluster.url)).close()
            fill(tables)
            try:
                yield
            finally:
                with self.stopped_database():
                    (tables / "filling").unlink()
                    shutil.rmtree(aside)
                    _copy_folder(tables, aside)
                    mounted.close()
                    tables.rmdir()
                    aside.rename(tables)

    @contextmanager
    def busy_workers(self) -> Iterator[None]:
        """Requests without an end hold all workers, and more of them wait."""
        with ExitStack() as held:
            for _one in range(WORKERS * 10):
                endless = held.enter_context(socket.create_connection(("127.0.0.1", self.port)))
                endless.sendall(b"GET / HTTP/1.1\r\n")
            yield

    @contextmanager
    def frozen_cache(self) -> Iterator[None]:
        self.valkey.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.valkey.send_signal(signal.SIGCONT)


def _copy_folder(source: Path, target: Path) -> None:
    """Copy a folder as it is; no file gets holes that a full disk could not fill."""
    words = ["cp", "--archive", "--sparse=never", "--no-target-directory"]
    subprocess.run([*words, source, target], check=True)


class Readers:
    """Readers who open pages one after the other; each page again and again."""

    def __init__(self, servers: Servers, pages: list[tuple[str, str]], number: int = 4) -> None:
        self._servers, self._pages = servers, pages
        self._ended = Event()
        self._threads = [Thread(target=self._read, args=[first]) for first in range(number)]
        self.answers: list[ReaderResponse] = []

    def _read(self, first: int) -> None:
        number = first
        while not self._ended.is_set():
            self.answers.append(self._servers.ask(*self._pages[number % len(self._pages)]))
            number += 1

    @property
    def counts(self) -> Counter:
        """How often which status came, and whether marked."""
        return Counter((answer.status, answer.is_marked) for answer in self.answers)

    @property
    def failures(self) -> Counter:
        """How often which address was answered with which status other than 200."""
        return Counter((one.address, one.status) for one in self.answers if one.status != 200)

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, number: int) -> None:
        """Return after so many further answers."""
        enough = len(self.answers) + number
        wait_until(lambda: len(self.answers) >= enough)


def wait_until(holds: Callable[[], bool]) -> None:
    """Return once something holds; fail after ``PATIENCE_SECONDS``."""
    ended = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ended, "It did not happen."
        time.sleep(0.02)
