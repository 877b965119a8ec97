"""The IP addresses of the database's host, asked for no longer than anything else of the database.

libpq asks DNS by itself before it can be told to wait for less; a name server that is out of reach
would hold a request for as long as the system's resolver likes (resolv.conf(5): 10 seconds and
more). So the names are looked up here, and libpq is given the addresses beside the names, which it
still needs for certificates (``hostaddr``,
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
"""

import socket
from ipaddress import ip_address
from threading import Lock, Thread
from time import monotonic
from typing import Any

import psycopg2

from ops.database.limits import get_seconds_left, spend_seconds


def add_addresses(params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters of a connection with the IP addresses of all hosts that are named in them.

    A host with several addresses stands there once for each, and libpq tries them in their order.
    What names no host by DNS stays as it is: a socket's folder, an address, a service. Raises
    psycopg2.OperationalError if a name is not known, or not within the time that is left.
    """
    hosts = str(params.get("host") or "").split(",")
    if "hostaddr" in params or "service" in params or not any(map(_is_name, hosts)):
        return params
    ports = str(params.get("port") or "").split(",")
    found: list[tuple[str, str, str]] = []
    for place, host in enumerate(hosts):
        # One port is that of all hosts.
        port = ports[place if len(ports) == len(hosts) else 0]
        addresses = _look_up(host) if _is_name(host) else [""]
        found += [(host, address, port) for address in addresses]
    names = ("host", "hostaddr", "port")
    lists = (",".join(column) for column in zip(*found, strict=True))
    return params | {name: value for name, value in zip(names, lists, strict=True) if value}


def _is_name(host: str) -> bool:
    # The folder of a socket, or an abstract one of Linux.
    if not host or host.startswith(("/", "@")):
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


class _Lookup(Thread):
    """Asks for the addresses of a name. One that hangs cannot be ended, and is left alone."""

    def __init__(self, host: str) -> None:
        super().__init__(name=f"addresses of {host}", daemon=True)
        self._host = host
        self.addresses: list[str] = []
        self.problem = "no answer in time"

    def run(self) -> None:
        try:
            found = socket.getaddrinfo(self._host, None, type=socket.SOCK_STREAM)
            self.addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError) as error:
            self.problem = str(error)


_lookups: dict[str, _Lookup] = {}
_lock = Lock()


def _look_up(host: str) -> list[str]:
    """Return the addresses of a name; whoever asks while another does gets the same answer."""
    with _lock:
        lookup = _lookups.get(host)
        if lookup is None or not lookup.is_alive():
            lookup = _lookups[host] = _Lookup(host)
            lookup.start()
    started = monotonic()
    lookup.join(get_seconds_left())
    spend_seconds(monotonic() - started)
    if not lookup.addresses:
        raise psycopg2.OperationalError(
            f'could not translate host name "{host}" to address: {lookup.problem}'
        )
    return lookup.addresses
