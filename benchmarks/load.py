"""HTTP load: repeated requests for a page, one after the other or several at a time."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

WARM_UP = 20
ROUNDS = 7
CLIENTS = 4


class WrongAnswerError(Exception):
    """Raised when the page to be measured is not answered with 200."""


@dataclass(frozen=True)
class Target:
    """Page on a server of this machine; ``host`` is the Host header."""

    port: int
    host: str
    path: str

    def get(self) -> bytes:
        """Return the page. Raises WrongAnswerError if the status is not 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", self.path, headers={"Host": self.host})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.status != http.client.OK:
            raise WrongAnswerError(f"{self.host}{self.path}: {response.status}")
        return content


def compare_rates(
    target: Target, count: int, baseline: Target, baseline_count: int
) -> Iterator[tuple[float, float]]:
    """Yield (rate of target, rate of baseline) for each of ``ROUNDS`` rounds.

    Both are measured in turns, so that other load of the machine affects both alike. ``count`` and
    ``baseline_count`` are requests per round; rates are requests per second.
    """
    for _number in range(WARM_UP):
        target.get()
        baseline.get()
    for _round in range(ROUNDS):
        yield measure_rate(target, count), measure_rate(baseline, baseline_count)


def measure_rate(target: Target, count: int) -> float:
    """Return the rate (requests per second) of ``count`` requests, one after the other."""
    begin = time.perf_counter()
    for _number in range(count):
        target.get()
    return count / (time.perf_counter() - begin)


def measure_concurrent_rate(target: Target, count: int) -> float:
    """Return the rate (requests per second) of ``count`` requests from ``CLIENTS`` at a time."""
    begin = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _number: target.get(), range(count)))
    return count / (time.perf_counter() - begin)
