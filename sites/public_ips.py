"""Test whether an IP address belongs to the public Internet.

The lists are from the IANA registries of special-purpose addresses (RFC 6890), as of November
2026: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
``ipaddress`` has its own lists, which differ between versions of Python.
"""

from ipaddress import IPv4Network, IPv6Network, ip_address

NOT_PUBLIC_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # of carriers, RFC 6598
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, with the metadata services of clouds; RFC 3927
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocols, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved, and broadcast; RFC 1112
    )
)
# Global unicast as allocated by IANA, RFC 4291, 2.4. Outside of it are loopback, addresses that
# contain an IPv4 address (``::a.b.c.d``, ``::ffff:0:0/96``, ``64:ff9b::/96``, ``64:ff9b:1::/48``),
# discard-only, SRv6, unique local, link-local, site-local and multicast.
PUBLIC_IPV6 = IPv6Network("2000::/3")
# The networks within ``PUBLIC_IPV6`` that are not public.
NOT_PUBLIC_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocols: Teredo, benchmarks, AMT, AS112, ORCHID; RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, with an IPv4 address inside; RFC 3056
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3fff::/20",  # documentation, RFC 9637
    )
)


def is_public_ip(text: str) -> bool:
    """Return whether ``text`` is an IP address that belongs to the public Internet.

    False for text that is not an IP address in its usual notation, and for one with a zone. A
    network-specific NAT64 prefix (RFC 6052, 2.2) cannot be recognized: it looks like any other.
    """
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    if ip.version == 4:
        is_special = any(ip in network for network in NOT_PUBLIC_IPV4)
    else:
        is_special = (
            ip.scope_id is not None
            or ip not in PUBLIC_IPV6
            or any(ip in network for network in NOT_PUBLIC_IPV6)
        )
    return not is_special and ip.is_global
