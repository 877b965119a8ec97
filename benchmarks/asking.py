"""Asking for one page again and again, one request after the other or several at a time."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

WARM_UP = 20


class WrongAnswerError(Exception):
    """The page that is to be measured is not there."""


@dataclass(frozen=True)
class Target:
    """A page on a server of this machine; ``host`` is the Host header."""

    port: int
    host: str
    path: str

    def get(self) -> bytes:
        """Return the page. Raises WrongAnswerError where the answer is not 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", self.path, headers={"Host": self.host})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.status != http.client.OK:
            raise WrongAnswerError(f"{self.host}{self.path}: {response.status}")
        return content


def requests_a_second(target: Target, count: int, rounds: int = 3) -> float:
    """Return the median rate of several rounds of ``count`` requests, one after the other."""
    for _number in range(WARM_UP):
        target.get()
    return median(_rate(target, count, 1) for _round in range(rounds))


def concurrent_requests_a_second(target: Target, count: int, clients: int = 4) -> float:
    """Return the rate of ``count`` requests from several clients at a time."""
    return _rate(target, count, clients)


def _rate(target: Target, count: int, clients: int) -> float:
    begin = time.perf_counter()
    if clients == 1:
        for _number in range(count):
            target.get()
    else:
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda _number: target.get(), range(count)))
    return count / (time.perf_counter() - begin)
