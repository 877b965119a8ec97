"""Citizens who read without pause: some keep their connection, others make a new one each time."""

import http.client
import itertools
import re
import socket
import ssl
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

# Seconds that a reader waits for one answer.
PATIENCE = 60


class Readers:
    """What readers have met: how often which status, and what else than an answer."""

    def __init__(self, port: int, hosts: Sequence[str], paths: Sequence[str], authority: Path):
        self.port, self.hosts, self.paths = port, hosts, paths
        self.context = ssl.create_default_context(cafile=str(authority))
        self.counts: Counter[str] = Counter()
        self.slowest = 0.0
        self._lock = Lock()
        self._over = Event()

    def __str__(self) -> str:
        told = ", ".join(f"{number}x {what}" for what, number in sorted(self.counts.items()))
        return f"{told}; slowest {self.slowest:.1f} s"

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def failures(self) -> dict[str, int]:
        """What is no answer as it should be."""
        fine = {"200", "kept connection closed, asked again"}
        return {what: number for what, number in self.counts.items() if what not in fine}

    @contextmanager
    def reading(self, number: int) -> Iterator[None]:
        """Let so many read while the block runs, half of them over kept connections."""
        threads = [
            Thread(target=self._read, args=(f"127.0.0.{index + 10}", bool(index % 2)))
            for index in range(number)
        ]
        self._over.clear()
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def wait_for(self, more: int) -> None:
        """Return after so many more answers; raise AssertionError if they do not come."""
        goal, until = self.total + more, monotonic() + PATIENCE
        while self.total < goal:
            assert monotonic() < until, f"readers get no answers: {self}"
            self._over.wait(0.05)

    def _read(self, source: str, keeps: bool) -> None:
        questions = itertools.cycle(itertools.product(self.hosts, self.paths))
        client: _Client | None = None
        for host, path in questions:
            if self._over.is_set():
                break
            if client is None or not keeps or client.name != host:
                if client:
                    client.close()
                client = _Client(host, self.port, source, self.context)
            began = monotonic()
            what = self._ask(client, path)
            if what != "200":
                client.close()
                client = None
            with self._lock:
                self.counts[what] += 1
                self.slowest = max(self.slowest, monotonic() - began)
        if client:
            client.close()

    def _ask(self, client: "_Client", path: str) -> str:
        was_used = client.is_used
        try:
            client.is_used = True
            client.request("GET", path, headers={"Host": client.name})
            answer = client.getresponse()
            content = answer.read()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
            # As browsers do: a kept connection may have been closed just now, and what only reads
            # is asked again over a new one (RFC 9112, 9.3.1).
            return "kept connection closed, asked again" if was_used else repr(error)
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        if answer.status == 200:
            return "200"
        title = re.search(r"<title>(.*?)</title>", content.decode(), re.DOTALL)
        whose = "Bantin" if answer.headers["X-Request-Id"] else "nginx"
        return f"{answer.status} of {whose}: {title[1].strip() if title else content[:80]!r}"


class _Client(http.client.HTTPSConnection):
    """Connects to this machine by its address, and names the website."""

    def __init__(self, name: str, port: int, source: str, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=PATIENCE, context=context)
        self.name, self.source, self.tls = name, source, context
        self.is_used = False

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (self.source, 0))
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.name)
