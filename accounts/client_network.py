"""Networks of requests, since one client may have all addresses of its network.

A line at home has a /64 of IPv6 (RFC 6177), so that every limit for each client counts by this
function. nginx has the same in ``deploy/nginx/bantin.conf``.
"""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def get_client_network(request: HttpRequest, *, ipv4_bits: int = 32, ipv6_bits: int = 64) -> str:
    """Return the network of the client's IP address, such as ``2001:db8:0:1::/64``.

    "" if the address is unknown: behind a proxy that sends no header, all clients would be one.
    """
    try:
        ip = ip_address(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
    # An IPv4 address that a dual-stack socket writes as IPv6.
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip_network((ip, ipv4_bits if ip.version == 4 else ipv6_bits), strict=False))
