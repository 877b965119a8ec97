"""Asks other websites whether an address leads anywhere: politely, bounded, and never inwards.

Editors type these addresses, and DNS servers of others resolve their names. Each name is resolved
once for each request, every IP address that comes out must be public, and the connection is made
to the address that was checked: neither a redirect nor a second answer of a DNS server (DNS
rebinding) leads into the network of the installation. Nothing but the status is read of an answer,
and of robots.txt a bounded piece.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.utils.encoding import iri_to_uri

from desk.models import LinkProblem
from sites.probe import CERTIFICATE_FAILURES
from sites.public_ips import is_public_ip

# What robots.txt calls us.
ROBOT = "BantinLinkCheck"
# Between two requests to one host.
PAUSE_SECONDS = 2.0
# Until a connection is made and between two pieces of an answer; for the whole answer.
STEP_SECONDS, MAX_SECONDS = 8, 15
MAX_REDIRECTS = 5
# IP addresses of one name that are tried.
MAX_ADDRESSES = 3
MAX_ROBOTS_BYTES = 64 * 1024
# The ports of web servers, and those that no service of the system has.
WEB_PORTS = {80, 443}
FIRST_FREE_PORT = 1024
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
# Nobody can tell from these whether a person would see the page: it wants a sign-in, or no robots.
SILENT = {401, 402, 403, 405, 406, 407, 408, 409, 421, 423, 425, 426, 429, 451}


class LinkError(Exception):
    """Raised where no answer comes; ``problem`` says why, ``NONE`` where it says nothing."""

    def __init__(self, problem: LinkProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class LinkResponse:
    """A response: its status, where it leads on to (else empty), and the beginning of its text."""

    status: int
    location: str
    content: bytes


class LinkClient:
    """Client for one run: it waits between two requests to a host, and keeps what robots.txt says.

    ``own_hosts``: host names that are never asked. ``answers`` counts the responses of any status,
    so that a run without any can be told from one in which all is broken.
    """

    def __init__(self, own_hosts: Collection[str] = ()) -> None:
        self.own_hosts = own_hosts
        self.answers = 0
        self._asked_at: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser | None] = {}

    def check(self, url: str) -> LinkProblem:
        """Return what is wrong with an address, ``NONE`` if it works or if nobody can tell.

        Asks with HEAD, and with GET where the answer is not that it works: some servers know no
        HEAD.
        """
        problem = LinkProblem.NONE
        for method in ("HEAD", "GET"):
            try:
                problem = self._follow(method, url)
            except LinkError as error:
                problem = error.problem
            if problem in {LinkProblem.NONE, LinkProblem.INTERNAL, LinkProblem.BAD_ADDRESS}:
                break
        return problem

    def _follow(self, method: str, url: str) -> LinkProblem:
        for _step in range(MAX_REDIRECTS + 1):
            parts = _split(url)
            if parts.hostname in self.own_hosts or not self._is_allowed(parts):
                return LinkProblem.NONE
            response = self._request(method, parts)
            if not (300 <= response.status < 400 and response.location):
                return _get_status_problem(response.status)
            url = urljoin(url, response.location)
            if urlsplit(url).scheme not in {"http", "https"}:
                # Into a program, such as a messenger.
                return LinkProblem.NONE
        return LinkProblem.REDIRECTS

    def _is_allowed(self, parts: SplitResult) -> bool:
        """Return whether robots.txt (RFC 9309) lets us ask; it does where it cannot be read."""
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = None
            response = self._request("GET", _split(f"{origin}/robots.txt"), MAX_ROBOTS_BYTES)
            if response.status == HTTPStatus.OK:
                rules = RobotFileParser()
                rules.parse(response.content.decode(errors="replace").splitlines())
                self._robots[origin] = rules
        rules_of_host = self._robots[origin]
        return rules_of_host is None or rules_of_host.can_fetch(ROBOT, parts.geturl())

    def _request(self, method: str, parts: SplitResult, max_bytes: int = 0) -> LinkResponse:
        host = parts.hostname or ""
        self._wait(host)
        try:
            with _connect(parts) as connection:
                target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
                connection.request(method, target, headers=_make_headers(parts))
                response = connection.getresponse()
                content = response.read(max_bytes) if max_bytes else b""
        finally:
            self._asked_at[host] = time.monotonic()
        self.answers += 1
        # Headers are read as Latin-1; addresses in them are mostly ASCII, and else UTF-8.
        location = response.getheader("Location", "").encode("latin-1").decode(errors="replace")
        return LinkResponse(response.status, location, content)

    def _wait(self, host: str) -> None:
        if host in self._asked_at:
            passed = time.monotonic() - self._asked_at[host]
            time.sleep(max(PAUSE_SECONDS - passed, 0))


def _split(url: str) -> SplitResult:
    """Return the parts of an address in ASCII; raise LinkError for one that is not to be asked."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        raise LinkError(LinkProblem.BAD_ADDRESS) from None
    if parts.scheme not in {"http", "https"} or not host or "%" in host:
        raise LinkError(LinkProblem.BAD_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise LinkError(LinkProblem.CREDENTIALS)
    if port is not None and port not in WEB_PORTS and port < FIRST_FREE_PORT:
        raise LinkError(LinkProblem.BAD_ADDRESS)
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port else ""
    return urlsplit(iri_to_uri(parts._replace(netloc=netloc).geturl()))


def _resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a name; raise LinkError unless all of them are allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise LinkError(LinkProblem.NO_NAME) from None
    ips = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not ips or not all(map(_is_allowed_ip, ips)):
        raise LinkError(LinkProblem.INTERNAL)
    return ips


def _is_allowed_ip(text: str) -> bool:
    if is_public_ip(text):
        return True
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    return any(ip in network for network in settings.LINK_CHECK_NETWORKS)


@contextmanager
def _connect(parts: SplitResult) -> Iterator[http.client.HTTPConnection]:
    """Connect to the host of an address, at an IP address that was checked.

    Whatever the server does, the connection is cut after ``MAX_SECONDS``. Raises LinkError.
    """
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    ips = _resolve(host, port)
    cut: list[socket.socket] = []
    with _convert_errors(cut):
        plain = _open_socket(ips[:MAX_ADDRESSES], port)
        connection = http.client.HTTPConnection(host, port)
        # Never connects by itself, which would look the name up anew.
        connection.auto_open = 0
        connection.sock = _wrap(plain, host) if is_secure else plain
        timer = Timer(MAX_SECONDS, _cut, [connection.sock, cut])
        timer.daemon = True
        timer.start()
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            yield connection
        finally:
            timer.cancel()
            connection.close()


def _open_socket(ips: list[str], port: int) -> socket.socket:
    """Connect to the first IP address that answers, as browsers do; raise OSError if none does."""
    *others, last = ips
    for ip in others:
        with suppress(OSError):
            return socket.create_connection((ip, port), timeout=STEP_SECONDS)
    return socket.create_connection((last, port), timeout=STEP_SECONDS)


def _wrap(plain: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _cut(sock: socket.socket, cut: list[socket.socket]) -> None:
    cut.append(sock)
    with suppress(OSError):
        # Not the method of encrypted sockets, which another thread may be using.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


@contextmanager
def _convert_errors(cut: list[socket.socket]) -> Iterator[None]:
    """Convert what goes wrong with a connection to LinkError; ``cut`` if it took too long."""
    try:
        yield
        if cut:
            # What arrived so far looks like a whole answer.
            raise LinkError(LinkProblem.TIMEOUT)
    except LinkError:
        raise
    except TimeoutError:
        raise LinkError(LinkProblem.TIMEOUT) from None
    except ssl.SSLCertVerificationError as error:
        # An issuer that only our own list of issuers lacks is no reason to call a link broken.
        is_known = error.verify_code in CERTIFICATE_FAILURES
        raise LinkError(LinkProblem.CERTIFICATE if is_known else LinkProblem.NONE) from None
    except ssl.SSLError:
        raise LinkError(LinkProblem.TIMEOUT if cut else LinkProblem.NONE) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise LinkError(LinkProblem.TIMEOUT if cut else LinkProblem.NO_SERVER) from None


def _make_headers(parts: SplitResult) -> dict[str, str]:
    # Says who asks, so that its owner can write to us.
    agent = f"{ROBOT}/{settings.BANTIN_VERSION} (+{settings.WAGTAILADMIN_BASE_URL}/)"
    return {"Host": parts.netloc, "User-Agent": agent, "Accept": "*/*", "Connection": "close"}


def _get_status_problem(status: int) -> LinkProblem:
    if status in GONE:
        return LinkProblem.GONE
    if 500 <= status < 600:
        return LinkProblem.SERVER_ERROR
    is_refused = 400 <= status < 500 and status not in SILENT
    return LinkProblem.REFUSED if is_refused else LinkProblem.NONE
