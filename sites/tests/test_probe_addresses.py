"""Where names of websites may lead, whatever DNS answers and however an address is spelled."""

import socket

import pytest

from sites.models import Failure
from sites.probe import ProbeError, resolve_addresses

NAME = "soyte.backan.example"
PUBLIC = ["8.8.8.8", "93.184.216.34", "103.1.210.1", "2001:4860:4860::8888", "2400:cb00::1"]
# The first and the last address of each network that is not the public Internet's.
SPECIAL = [
    "0.0.0.0",  # noqa: S104
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.0",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.255",
    "192.0.2.0",
    "192.0.2.255",
    "192.31.196.0",
    "192.31.196.255",
    "192.52.193.0",
    "192.52.193.255",
    "192.88.99.0",
    "192.88.99.255",
    "192.168.0.0",
    "192.168.255.255",
    "192.175.48.0",
    "192.175.48.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.0",
    "198.51.100.255",
    "203.0.113.0",
    "203.0.113.255",
    "224.0.0.0",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:0.0.0.0",
    "::ffff:8.8.8.8",
    "::ffff:0:a00:1",
    "::ffff:0:808:808",
    "64:ff9b::",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::",
    "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
    "100::",
    "100::ffff:ffff:ffff:ffff",
    "100:0:0:1::",
    "100:0:0:1:ffff:ffff:ffff:ffff",
    "2001::",
    "2001:0:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:2::",
    "2001:2:0:ffff:ffff:ffff:ffff:ffff",
    "2001:10::",
    "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:20::",
    "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    "2002::",
    "2002:7f00:1::1",
    "2620:4f:8000::",
    "2620:4f:8000:ffff:ffff:ffff:ffff:ffff",
    "3fff::",
    "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
    "4000::",
    "5f00:ffff::1",
    "fc00::",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fe80::",
    "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fec0::",
    "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "ff00::",
    "ff02::1",
    "fe80::1%eth0",
    "2400:cb00::1%1",
]
# What is no address in its usual spelling; other readers take most of it for 127.0.0.1.
ODD = [
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "127.0.0.01",
    "１２７.0.0.1",
    "",
]
NUMBERS = [
    "127.0.0.1",
    "127.0.0.0x1",
    "127.0.0.0X1",
    "127.0.0.0x",
    "127.1",
    "127.0.1",
    "0177.1",
    "0177.0.0.01",
    "0x7f.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0",
    "0x",
    "0x0",
    "0.0.0.0",  # noqa: S104
    "256.256.256.256",
    "a.1",
    "soyte.0x7f",
    "soyte.vn.09",
    "１２７.0.0.1",
    "127。0。0。1",
    "１２７。０。０。１",
    "①②⑦.0.0.1",
    "127.0.0.１",
    "soyte.٣",
    "soyte．vn",
    "[::1]",
    "::1",
    "[::ffff:127.0.0.1]",
    "fe80::1%eth0",
    "[fe80::1%25eth0]",
    "127.0.0.1.",
    "0x7f.1.",
    "soyte.vn.",
    "soyte.vn..",
    ".soyte.vn",
    "soyte..vn",
    "localhost",
    "soyte.vn:80",
    "soyte.vn/x",
    "a@soyte.vn",
    "127.0.0.1#.vn",
    "soyte.vn\\a",
    "so_yte.vn",
    "soyte%2evn",
]


@pytest.fixture
def resolved(monkeypatch, settings):
    """Let DNS answer these addresses, and return what it was asked."""
    settings.VERIFY_ADDRESS = None
    asked = []

    def answer(*ips):
        def getaddrinfo(host, port, *args, **options):
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return answer


def failure(name):
    with pytest.raises(ProbeError) as caught:
        resolve_addresses(name)
    return caught.value.failure


@pytest.mark.parametrize("ip", SPECIAL)
def test_no_special_address_is_visited_nor_its_public_neighbour(resolved, ip):
    resolved(ip)
    assert failure(NAME) == Failure.FORBIDDEN
    resolved(PUBLIC[0], ip)
    assert failure(NAME) == Failure.FORBIDDEN


@pytest.mark.parametrize("spelling", ODD)
def test_an_address_in_an_odd_spelling_is_not_visited(resolved, spelling):
    resolved(spelling)
    assert failure(NAME) == Failure.FORBIDDEN


def test_public_addresses_are_visited(resolved):
    resolved(*PUBLIC)
    assert [address.ip for address in resolve_addresses(NAME)] == PUBLIC


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_a_number_to_browsers_is_no_host_name_and_asked_of_nobody(resolved, name):
    asked = resolved(PUBLIC[0])
    assert failure(name) == Failure.BAD_NAME
    assert asked == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["127.0.0.0x1", "0177.1", "0x7f.1", "１２７。0。0。1", "soyte.0x"])
def test_no_unit_gets_a_number_as_its_host_name(sign_in, ict_admin, health, name):
    page = sign_in(ict_admin)
    path = f"/admin/agencies/edit/{health.pk}/"
    form = page.get(path).context["form"]
    data = {key: form.get_initial_for_field(field, key) or "" for key, field in form.fields.items()}
    response = page.post(path, data | {"host": name})
    assert "Tên miền" in response.text and "host" in response.context["form"].errors
    health.site.refresh_from_db()
    assert health.site.hostname != name


@pytest.mark.parametrize(
    "name", ["soyte.vn", "1.vn", "0x7f.vn", "a.0x7g", "xn--bckn-0ra3s.vn", "a.1a"]
)
def test_names_with_numbers_elsewhere_are_host_names(resolved, name):
    resolved(PUBLIC[0])
    assert resolve_addresses(name)
