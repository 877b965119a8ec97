"""Whom the client of the check of links asks, and whom never."""

import socket
import threading
from contextlib import contextmanager, suppress
from ipaddress import ip_network

import pytest

from desk import link_client
from desk.link_client import LinkClient
from desk.models import LinkProblem
from desk.tests.link_servers import answer_by_path
from tests.servers import make_certificate, make_static_app, serve


def check_link(url):
    return LinkClient().check(url)


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "0.0.0.0"),  # noqa: S104
        *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"),
    ],
)
def test_nothing_leads_into_an_internal_network(monkeypatch, offline, ip):
    def getaddrinfo(host, port, *args, **options):
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))
        return [public, (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert check_link("http://ten.example/") == LinkProblem.INTERNAL


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://127.0.0.1/", "internal"),
        ("http://[::1]/", "internal"),
        ("http://2130706433/", "internal"),
        ("http://0x7f.1/", "internal"),
        ("https://a:b@ten.example/", "credentials"),
        ("http://@ten.example/", "credentials"),
        ("file:///etc/passwd", "bad-address"),
        ("ftp://ten.example/", "bad-address"),
        ("http://ten.example:25/", "bad-address"),
        ("http://[::1/", "bad-address"),
        ("http://", "bad-address"),
        ("http://ten.example:99999/", "bad-address"),
    ],
)
def test_addresses_that_nobody_should_ask_are_not_asked(offline, url, problem):
    assert check_link(url) == problem


def test_a_redirect_into_an_internal_network_is_not_followed(outside, settings):
    with serve(make_static_app("200 OK")) as (_ip, inner):
        app, asked = answer_by_path(location=f"http://127.0.0.2:{inner}/")
        with serve(app) as (ip, port):
            settings.LINK_CHECK_NETWORKS = [ip_network("127.0.0.1/32")]
            assert check_link(f"http://{ip}:{port}/toi") == LinkProblem.INTERNAL
            assert asked


def test_a_name_that_leads_elsewhere_the_next_time_is_not_asked_again(outside, monkeypatch):
    """DNS rebinding: the connection is made to the address that was looked at."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    connected = []

    def getaddrinfo(host, port, *args, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address, *args, **options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", connect)
    client = LinkClient()
    client._robots["http://ten.example"] = None
    with pytest.raises(link_client.LinkError):
        client._follow("HEAD", "http://ten.example/")
    assert connected == [("93.184.216.34", 80)]


def test_a_circle_of_redirects_ends(outside):
    app, asked = answer_by_path(location="/toi-nua")
    with serve(app) as (ip, port):
        assert check_link(f"http://{ip}:{port}/toi") == LinkProblem.REDIRECTS
    assert len(asked) < 20


def test_our_own_hosts_are_never_asked_not_even_by_a_redirect(outside, health):
    app, asked = answer_by_path(location=f"{health.root_url}/")
    with serve(app) as (ip, port):
        client = LinkClient([health.site.hostname])
        assert client.check(f"http://{ip}:{port}/toi") == LinkProblem.NONE
        assert client.check(f"{health.root_url}/x") == LinkProblem.NONE


def test_a_private_certificate_authority_is_trusted_where_it_is_named(
    outside, settings, monkeypatch, tmp_path
):
    settings.LINK_CHECK_NETWORKS = [*settings.LINK_CHECK_NETWORKS, ip_network("::1/128")]
    file, tls = make_certificate(tmp_path, "localhost")
    app, _asked = answer_by_path()
    with serve(app, tls) as (_ip, port):
        url = f"https://localhost:{port}/x404"
        # Nobody can tell.
        assert check_link(url) == LinkProblem.NONE
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert check_link(url) == LinkProblem.GONE


@contextmanager
def dripping_server():
    """A server that sends one byte of a header now and then, and never ends."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def drip():
            held = []
            while not stop.is_set():
                with suppress(OSError):
                    held.append(server.accept()[0])
                    held[-1].send(b"HTTP/1.1 200 OK\r\nX: ")
                for one in held:
                    with suppress(OSError):
                        one.send(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()


def test_a_server_that_never_ends_its_answer_is_cut_off(outside, monkeypatch):
    monkeypatch.setattr(link_client, "MAX_SECONDS", 0.3)
    with dripping_server() as port:
        assert check_link(f"http://127.0.0.1:{port}/") == LinkProblem.TIMEOUT
