"""Which addresses are one client."""

import pytest
from django.test import RequestFactory

from accounts.client_network import get_client_network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("", ""),
        ("khong-phai-dia-chi", ""),
    ],
)
def test_an_address_of_ipv6_stands_for_its_64_and_one_of_ipv4_for_itself(address, network):
    assert get_client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_wider_network_has_as_many_bits_as_are_asked_for():
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2::7")
    assert get_client_network(request, ipv4_bits=24, ipv6_bits=48) == "2001:db8:1::/48"
