"""Metrics of a real gunicorn with several workers, and of one whose database hangs."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer

import pytest
from django.conf import settings
from django.db import connection

from ops.system.counter_files import add_up_ended
from tests.free_ports import find_free_port

pytestmark = [pytest.mark.both_databases, pytest.mark.drill("processes")]

# For a whole test, on a machine that does other things too.
SECONDS = 540
COUNT = re.compile(
    rb'^bantin_request_seconds_count\{host="website",kind="page",status="(\dxx)"\} ([\d.]+)$', re.M
)


def fetch(port, path, host="") -> tuple[int, bytes]:
    # Every request has a connection of its own, and so comes to any of the workers.
    client = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    with closing(client):
        client.request("GET", path, headers={"Host": host} if host else {})
        answer = client.getresponse()
        return answer.status, answer.read()


def count_requests(port) -> dict[bytes, float]:
    status, text = fetch(port, "/metrics")
    assert status == 200
    return {kind: float(number) for kind, number in COUNT.findall(text)}


class Gunicorn:
    """A running gunicorn; what it says is read until it says what a test waits for."""

    def __init__(self, environment, workers=3) -> None:
        self.port = find_free_port()
        address = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload", "--workers",
                   str(workers), "--bind", address, "--no-control-socket"]  # fmt: skip
        self.process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=os.environ | environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        # What hangs is ended, and then there is no line to wait for.
        self.limit = Timer(SECONDS, self.process.kill)
        self.limit.start()
        self.wait_for("Booting worker", workers)

    def wait_for(self, words, times=1) -> None:
        for _number in range(times):
            for line in self.process.stderr:
                if words in line:
                    break
            else:
                raise AssertionError(f"gunicorn has ended without saying: {words}")

    def list_workers(self) -> list[int]:
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text()
        return [int(child) for child in children.split()]

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate()
        self.limit.cancel()


@contextmanager
def gunicorn(environment, workers=3) -> Iterator[Gunicorn]:
    server = Gunicorn(environment, workers)
    try:
        yield server
    finally:
        server.end()


if connection.vendor == "sqlite":

    @pytest.fixture
    def environment(db, tmp_path):
        file = tmp_path / "db.sqlite3"
        file.write_bytes(connection.connection.serialize())
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{file}",
            "CACHE_URL": "locmemcache://",
            "METRICS_FOLDER": str(tmp_path / "metrics"),
        }

    def test_all_workers_count_together_whichever_is_asked_and_whoever_has_ended(
        environment, health
    ):
        host = f"{health.site.hostname}:{settings.SITE_PORT}"
        folder = Path(environment["METRICS_FOLDER"])
        with gunicorn(environment) as server:
            port = server.port
            for number in range(30):
                fetch(port, ("/so-do/", "/khong-co/")[number % 3 == 0], host)
            expected = {b"2xx": 20.0, b"4xx": 10.0}
            assert [count_requests(port) for _again in range(9)] == [expected] * 9
            assert len(list(folder.glob("histogram_*.db"))) >= 2
            # Every worker is killed in turn; what it counted stays, and is told once.
            for worker in server.list_workers():
                os.kill(worker, signal.SIGKILL)
                server.wait_for("Booting worker")
            assert count_requests(port) == expected
        # A second gunicorn, after a first that left its files behind.
        with gunicorn(environment, workers=1) as server:
            port = server.port
            assert count_requests(port) == expected
            fetch(port, "/so-do/", host)
            assert count_requests(port) == expected | {b"2xx": 21.0}
        add_up_ended(folder)
        left = sorted(path.name for path in folder.glob("*.db"))
        assert left == ["counter_ended.db", "histogram_ended.db"]

else:

    @pytest.mark.django_db
    def test_a_database_that_hangs_is_told_of_in_time(tmp_path):
        """The server process of each connection is stopped, as a frozen server's would be."""
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": _make_url(),
            "CACHE_URL": "locmemcache://",
        }
        with gunicorn(environment, workers=1) as server:
            port = server.port
            assert b'bantin_up{part="database"} 1.0' in fetch(port, "/metrics")[1]
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                # Our own process's parent is the server, which accepts connections.
                parent = _get_parent(cursor.fetchone()[0])
            os.kill(parent, signal.SIGSTOP)
            try:
                for _again in range(3):
                    # Bounded by ourselves: gunicorn would end the worker after 30 seconds.
                    status, text = fetch(port, "/metrics")
                    assert status == 200 and b'bantin_up{part="database"} 0.0' in text
                    assert b"bantin_disk_free_bytes" in text and b"bantin_workers" not in text
            finally:
                os.kill(parent, signal.SIGCONT)
            while b'bantin_up{part="database"} 1.0' not in fetch(port, "/metrics")[1]:
                assert server.process.poll() is None

    def _get_parent(number) -> int:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return int(fields[1])

    def _make_url() -> str:
        own = connection.settings_dict
        return f"postgres://{own['USER']}@:5432/{own['HOST']}/{own['NAME']}"
