"""HTTP client for the pages of websites, and concurrent requests in a few threads.

The client follows no redirects, has no cookies, and is limited in time and size. It resolves host
names to public IP addresses only, against SSRF: users type the host names, and DNS servers of
others resolve them, so a name that resolves to the installation's own network would make responses
of internal services readable from outside.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry, Timeout
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError, TimeoutError
from urllib3.response import BaseHTTPResponse

from sites.host_names import validate_host_name
from sites.models import Failure
from sites.public_ips import is_public_ip

Item = TypeVar("Item")
Result = TypeVar("Result")

# Requests at the same time; limited to leave the server's capacity to visitors.
MAX_THREADS = 8

USER_AGENT = "Bantin verify"
# Seconds to connect, between two pieces of a response (``read``), and for the whole response.
CONNECT_SECONDS = 5
REQUEST_TIMEOUT = Timeout(connect=CONNECT_SECONDS, read=10)
MAX_SECONDS = 30
# Bytes of a response, and of the pieces it is read in.
MAX_BYTES = 2 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
# Only broken connections are retried; any response counts, whatever its status.
ATTEMPTS = Retry(
    total=2,
    connect=2,
    read=1,
    redirect=0,
    status=0,
    other=0,
    backoff_factor=0.2,
    respect_retry_after_header=False,
)
# The codes of X509_verify_cert, https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/.
CERTIFICATE_FAILURES = {10: Failure.EXPIRED, 62: Failure.OTHER_NAME}


class ProbeError(Exception):
    """Raised when a website cannot be reached as by a browser.

    ``failure`` is the reason, ``detail`` the technical message; it may be empty.
    """

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


class SocketAddress(NamedTuple):
    """An IP address and a port to connect to."""

    ip: str
    port: int


def uses_https() -> bool:
    """Return whether the websites are served by HTTPS, as all are in production."""
    return settings.SITE_PORT == 443


def resolve_addresses(host: str) -> list[SocketAddress]:
    """Return the IP addresses and ports at which the website ``host`` is requested.

    That is only ``settings.VERIFY_ADDRESS`` if it is set, else what DNS returns, in its order and
    with the port ``settings.SITE_PORT``. Raises ProbeError if the host name is invalid, unknown, or
    resolves to any IP address that is not public.
    """
    try:
        validate_host_name(host)
    except ValidationError:
        raise ProbeError(Failure.BAD_NAME) from None
    if settings.VERIFY_ADDRESS:
        return [SocketAddress(*settings.VERIFY_ADDRESS)]
    try:
        found = socket.getaddrinfo(host, settings.SITE_PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ProbeError(Failure.NO_NAME, str(error)) from None
    ips = list(dict.fromkeys(str(place[4][0]) for place in found))
    for ip in ips:
        if not is_public_ip(ip):
            raise ProbeError(Failure.FORBIDDEN, ip)
    return [SocketAddress(ip, settings.SITE_PORT) for ip in ips]


def map_in_threads(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int = MAX_THREADS
) -> Iterator[tuple[Item, Result]]:
    """Yield each item with the result of ``work``, in order of completion.

    ``work`` runs in so many threads and must not use the database. ``items`` is consumed in the
    caller's thread, one item whenever a thread is free. An exception of ``work`` is raised to the
    caller.
    """
    items = iter(items)
    with ThreadPoolExecutor(threads) as crew:
        under_way = {crew.submit(work, item): item for item in islice(items, threads)}
        while under_way:
            done, _others = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                item = under_way.pop(future)
                for following in islice(items, 1):
                    under_way[crew.submit(work, following)] = following
                yield item, future.result()


@dataclass(frozen=True)
class ProbeResponse:
    """A response; ``location`` is the target of a redirect, else empty."""

    status: int
    location: str
    text: str


class SiteProbe:
    """Client for the pages of ``host``; use it as a context manager.

    It connects only to IP addresses that were checked to be public. The name is resolved once,
    because a second lookup while connecting could return another IP address (DNS rebinding).
    """

    def __init__(self, host: str) -> None:
        self.host = host
        self.is_secure = uses_https()
        self._pool: HTTPConnectionPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.close()

    def get(self, path: str) -> ProbeResponse:
        """Return the response of the website for a path. Raise ProbeError if there is none.

        At the first request, tries the IP addresses of the host in turn.
        """
        if self._pool:
            return self._request(self._pool, path)
        # As browsers do, try the next IP address if one does not answer.
        *others, last = resolve_addresses(self.host)
        for address in others:
            try:
                return self._connect(address, path)
            except ProbeError as error:
                if error.failure not in {Failure.NO_SERVER, Failure.TIMEOUT}:
                    raise
        return self._connect(last, path)

    def get_certificate_expiry(self) -> datetime | None:
        """Return when the website's certificate expires (UTC); None if it is read without TLS.

        Call it after ``get``; before, it returns None. Connects anew, and raises ProbeError if that
        fails.
        """
        if not (self.is_secure and self._pool):
            return None
        address, context = (self._pool.host, self._pool.port), ssl.create_default_context()
        try:
            with (
                socket.create_connection(address, timeout=CONNECT_SECONDS) as plain,
                context.wrap_socket(plain, server_hostname=self.host) as secure,
            ):
                certificate = secure.getpeercert() or {}
        except OSError as error:
            raise ProbeError(Failure.NO_TLS, str(error)) from None
        end = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
        return datetime.fromtimestamp(end, UTC)

    def _connect(self, address: SocketAddress, path: str) -> ProbeResponse:
        pool = self._create_pool(address)
        answer = self._request(pool, path)
        self._pool = pool
        return answer

    def _create_pool(self, address: SocketAddress) -> HTTPConnectionPool:
        if self.is_secure:
            return HTTPSConnectionPool(*address, timeout=REQUEST_TIMEOUT, server_hostname=self.host)
        return HTTPConnectionPool(*address, timeout=REQUEST_TIMEOUT)

    def _request(self, pool: HTTPConnectionPool, path: str) -> ProbeResponse:
        host = self.host if self.is_secure else f"{self.host}:{settings.SITE_PORT}"
        headers = {"Host": host, "User-Agent": USER_AGENT, "Accept": "text/html"}
        with _convert_errors():
            response = pool.request(
                "GET",
                path,
                headers=headers,
                retries=ATTEMPTS,
                redirect=False,
                preload_content=False,
            )
            return _read(response)


def _read(response: BaseHTTPResponse) -> ProbeResponse:
    """Read a response to its end; raise ProbeError if it is too large or takes too long."""
    deadline = time.monotonic() + MAX_SECONDS
    content = b""
    try:
        while piece := response.read1(CHUNK_BYTES):
            content += piece
            if len(content) > MAX_BYTES:
                raise ProbeError(Failure.TOO_LARGE)
            if time.monotonic() > deadline:
                raise ProbeError(Failure.TIMEOUT)
    finally:
        response.close()
    text = content.decode(errors="replace")
    return ProbeResponse(response.status, response.headers.get("Location", ""), text)


@contextmanager
def _convert_errors() -> Iterator[None]:
    """Convert exceptions of urllib3 to ProbeError."""
    try:
        yield
    except MaxRetryError as error:
        raise _make_probe_error(error.reason or error) from None
    except HTTPError as error:
        raise _make_probe_error(error) from None


def _make_probe_error(error: Exception) -> ProbeError:
    cause = error.args[0] if isinstance(error, SSLError) and error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        failure = CERTIFICATE_FAILURES.get(cause.verify_code, Failure.UNTRUSTED)
        return ProbeError(failure, cause.verify_message)
    if isinstance(error, SSLError):
        return ProbeError(Failure.NO_TLS, str(cause))
    # In urllib3, NewConnectionError (a refused connection) is a subclass of TimeoutError.
    if isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError):
        return ProbeError(Failure.TIMEOUT)
    return ProbeError(Failure.NO_SERVER, str(error))
