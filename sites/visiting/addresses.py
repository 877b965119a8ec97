"""Resolves host names of websites to public IP addresses only, against SSRF.

Users type the host names, and DNS servers of others resolve them: a name that resolves to the
installation's own network would make responses of internal services readable from outside.
"""

import socket
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from sites.host_names import validate_host_name
from sites.models import Failure
from sites.visiting.public_ips import is_public_ip


class Unreached(Exception):
    """Raised when a website cannot be reached as by a browser.

    ``failure`` is the reason, ``detail`` the technical message; it may be empty.
    """

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


class Address(NamedTuple):
    """An IP address and a port to connect to."""

    ip: str
    port: int


def addresses_of(host: str) -> list[Address]:
    """Return the IP addresses and ports at which the website ``host`` is requested.

    That is only ``settings.VERIFY_ADDRESS`` if it is set, else what DNS returns, in its order and
    with the port ``settings.SITE_PORT``. Raises Unreached if the host name is invalid, unknown, or
    resolves to any IP address that is not public.
    """
    try:
        validate_host_name(host)
    except ValidationError:
        raise Unreached(Failure.BAD_NAME) from None
    if settings.VERIFY_ADDRESS:
        return [Address(*settings.VERIFY_ADDRESS)]
    try:
        found = socket.getaddrinfo(host, settings.SITE_PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreached(Failure.NO_NAME, str(error)) from None
    ips = list(dict.fromkeys(str(place[4][0]) for place in found))
    for ip in ips:
        if not is_public_ip(ip):
            raise Unreached(Failure.FORBIDDEN, ip)
    return [Address(ip, settings.SITE_PORT) for ip in ips]
