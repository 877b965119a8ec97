"""Readers of websites through nginx, as browsers: each over a connection that it keeps."""

import http.client
import random
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import perf_counter

SECONDS = 60


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

    def get(self, host: str, path: str, **headers: str) -> tuple[int, str]:
        """Return status and text of a page; asks once more if a kept connection was closed."""
        given = {"Host": host, "X-Forwarded-For": self.address} | headers
        for attempt in (1, 2):
            try:
                self.client.request("GET", path, headers=given)
                response = self.client.getresponse()
                return response.status, response.read().decode(errors="replace")
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.client.close()
                if attempt == 2:  # noqa: PLR2004
                    raise
        raise AssertionError

    def close(self) -> None:
        """Close the connection."""
        self.client.close()


class Crowd:
    """Readers who ask without pause: what they were answered, by status, and how long it took."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.seconds: list[float] = []
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
            begin = perf_counter()
            try:
                what = str(reader.get(host, path, **headers)[0])
            except (OSError, http.client.HTTPException) as error:
                what = f"{type(error).__name__} {path}"
                reader.close()
            if what != "200":
                what = f"{what} {path}"
            with self._lock:
                self.counts[what] += 1
                self.seconds.append(perf_counter() - begin)
            # As people do, who read what they get.
            self._over.wait(random.random() / 10)  # noqa: S311
        reader.close()
