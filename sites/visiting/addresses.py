"""Where a host name leads, and that no request leaves for anywhere else.

Names of websites are typed by people and resolved by servers that others run: a name that leads
into the machine's own network would let the answer of an inner service be read from outside.
"""

import socket
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from sites.host_names import validate_host_name
from sites.models import Failure
from sites.visiting.public_ips import is_public_ip


class Unreached(Exception):
    """A website was not reached, or not as a browser would: why, and what the machine said."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


class Address(NamedTuple):
    """An IP address and a port to connect to."""

    ip: str
    port: int


def addresses_of(host: str) -> list[Address]:
    """Return where the website ``host`` is read: at VERIFY_ADDRESS if set, else as DNS says.

    The port is the installation's own. Raises Unreached where the name is no name of a website,
    is not known, or leads to any address that is not public.
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
