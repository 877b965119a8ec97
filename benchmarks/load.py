"""HTTP load by wrk: how many requests a second a server answers, and how fast."""

import http.client
import re
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.system_packages import find_or_install

SCRIPT = Path(__file__).with_suffix(".lua")


class WrongAnswerError(Exception):
    """Raised when the page to be measured is not answered with 200."""


@dataclass(frozen=True)
class Target:
    """Page on a server of this machine; ``host`` is the Host header.

    ``connections``: how many clients ask at the same time, each over a connection that it keeps.
    ``others``: hosts that are asked for the same path too, in turn. ``scheme``: that of the address
    that readers have, whatever proxies stand between.
    """

    port: int
    host: str
    path: str
    connections: int
    tls: bool = False
    others: tuple[str, ...] = ()
    scheme: str = "https"

    def get(self) -> tuple[bytes, dict[str, str]]:
        """Return the page of ``host`` and its headers, having asked all hosts.

        Raises WrongAnswerError if the status of one is not 200.
        """
        for host in self.others:
            self._get(host)
        return self._get(self.host)

    def _get(self, host: str) -> tuple[bytes, dict[str, str]]:
        if self.tls:
            # The certificate is one of the benchmark's own.
            context = ssl._create_unverified_context()  # noqa: S323
            client: http.client.HTTPConnection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=30, context=context
            )
        else:
            client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": host, "X-Forwarded-Proto": self.scheme}
        client.request("GET", self.path, headers=headers)
        response = client.getresponse()
        content = response.read()
        client.close()
        if response.status != http.client.OK:
            raise WrongAnswerError(f"{host}{self.path}: {response.status}")
        return content, dict(response.getheaders())


@dataclass(frozen=True)
class Load:
    """What a run of wrk found: ``rate`` in requests a second, times in milliseconds."""

    rate: float
    median: float
    p99: float


def measure_load(target: Target, seconds: float, gap: int = 0) -> Load:
    """Ask for a page for so many seconds.

    ``gap``: the longest pause in milliseconds before each request of a client; 0 lets them ask
    without pause. Raises WrongAnswerError if one of the answers is an error.
    """
    program = find_or_install("wrk")
    scheme = "https" if target.tls else "http"
    command = [program, "-t1", f"-c{target.connections}", f"-d{seconds:.0f}s", "--timeout", "10s"]
    command += ["-s", str(SCRIPT), f"{scheme}://127.0.0.1:{target.port}{target.path}"]
    command += ["--", ",".join((target.host, *target.others)), target.path]
    command += [target.scheme, str(gap)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)$", done.stdout, re.MULTILINE)
    if found is None:
        raise WrongAnswerError(f"wrk says:\n{done.stdout}{done.stderr}")
    requests, duration, median, p99, failures = map(int, found.groups())
    if failures or not requests:
        raise WrongAnswerError(f"{target.host}{target.path}: {failures} of {requests} failed")
    return Load(requests / duration * 1e6, median / 1000, p99 / 1000)


def measure_at_half(target: Target, capacity: float, seconds: float) -> Load:
    """Ask for a page at half the rate (requests a second) of which a server is capable.

    Clients ask independently of each other, each after a pause by chance.
    """
    pause = 1000 * target.connections / (capacity / 2)
    return measure_load(target, seconds, max(1, round(2 * pause)))
