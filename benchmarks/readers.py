"""Readers of websites through nginx, as browsers: each over a connection that it keeps.

They look out for what was withdrawn: a page that has it although it was withdrawn before they
asked is as bad as an error.
"""

import http.client
import random
import ssl
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from random import randrange
from threading import Event, Lock, Thread, local
from time import perf_counter
from typing import NamedTuple

SECONDS = 60
AT_A_TIME = 6


class PageResponse(NamedTuple):
    """What a server answered."""

    status: int
    text: str
    headers: http.client.HTTPMessage

    @property
    def is_copy(self) -> bool:
        """Whether an edge answered with what it had for a second at least (RFC 9111, 5.1).

        Only an edge says the age of what it hands out; that of a page it has just got is 0.
        """
        return int(self.headers.get("Age", 0)) > 0


class Reader:
    """One client of a node's nginx.

    ``number`` gives its address, as a balancer tells it: nginx allows each a number of requests.
    """

    def __init__(self, port: int, number: int = 1) -> None:
        # The certificate is one of the benchmark's own.
        context = ssl._create_unverified_context()  # noqa: S323
        self.client = http.client.HTTPSConnection(
            "127.0.0.1", port, timeout=SECONDS, context=context
        )
        self.address = f"10.2.{number // 250 % 250}.{number % 250 + 1}"

    def get(self, host: str, path: str, **headers: str) -> PageResponse:
        """Return a page."""
        return self.ask("GET", host, path, headers)

    def ask(
        self, method: str, host: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> PageResponse:
        """Return an answer; asks once more if a kept connection was closed."""
        given = {"Host": host, "X-Forwarded-For": self.address} | headers
        for attempt in (1, 2):
            try:
                self.client.request(method, path, body, given)
                response = self.client.getresponse()
                text = response.read().decode(errors="replace")
                return PageResponse(response.status, text, response.headers)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.client.close()
                if attempt == 2:  # noqa: PLR2004
                    raise
        raise AssertionError

    def close(self) -> None:
        """Close the connection."""
        self.client.close()


def ask_each(ports: list[int], hosts: Iterable[str], path: str) -> Iterator[PageResponse]:
    """Ask for a path of every host at every port, several at a time; yield the answers.

    The question is put to all hosts at the first port, then at the next.
    """
    per_thread = local()

    def ask(question: tuple[int, str]) -> PageResponse:
        port, host = question
        readers: dict[int, Reader] = vars(per_thread).setdefault("readers", {})
        if port not in readers:
            readers[port] = Reader(port)
        # Each is somebody else.
        readers[port].address = f"10.3.{randrange(250)}.{randrange(1, 250)}"  # noqa: S311
        return readers[port].get(host, path)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        yield from pool.map(ask, product(ports, hosts))


class Crowd:
    """Readers who ask without pause: what they were answered, by status, and how long it took.

    ``withdrawn``: words that no page may have any more. ``copies``: answers that were an edge's.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.withdrawn: list[str] = []
        self.seconds: list[float] = []
        self.copies = 0
        self._lock = Lock()
        self._over = Event()

    @property
    def failures(self) -> dict[str, int]:
        """What is no answer as it should be."""
        return {what: number for what, number in self.counts.items() if what != "200"}

    @contextmanager
    def reading(
        self, ports: list[int], number: int, choose: Callable[[], tuple[str, str, dict[str, str]]]
    ) -> Iterator[None]:
        """Let so many read while the block runs; ``choose`` says host, path and headers."""
        threads = [
            Thread(target=self._read, args=(ports[place % len(ports)], place, choose))
            for place in range(number)
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

    def _read(
        self, port: int, place: int, choose: Callable[[], tuple[str, str, dict[str, str]]]
    ) -> None:
        reader = Reader(port, 250 + place)
        while not self._over.is_set():
            host, path, headers = choose()
            withdrawn, begin, is_copy = [*self.withdrawn], perf_counter(), False
            try:
                answer = reader.get(host, path, **headers)
                what, is_copy = str(answer.status), answer.is_copy
                if any(words in answer.text for words in withdrawn):
                    what = "withdrawn, and shown"
            except (OSError, http.client.HTTPException) as error:
                what = f"{type(error).__name__} {path}"
                reader.close()
            if what != "200":
                what = f"{what} {path}"
            with self._lock:
                self.counts[what] += 1
                self.copies += is_copy
                self.seconds.append(perf_counter() - begin)
            # As people do, who read what they get.
            self._over.wait(random.random() / 10)  # noqa: S311
        reader.close()
