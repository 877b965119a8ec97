import http.client
import socket
from contextlib import closing

import pytest

from ops.http.health_server import start_health_server
from tests.free_ports import find_free_port

pytestmark = pytest.mark.both_databases


@pytest.fixture
def port(settings):
    settings.HEALTH_ADDRESS = ("127.0.0.1", find_free_port())
    return settings.HEALTH_ADDRESS[1]


def ask(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        client.request("GET", path, headers={"Host": "soyte.backan.example"})
        answer = client.getresponse()
        return answer.status, answer.read().decode()


def test_workers_share_an_address_at_which_there_is_nothing_but_health(port):
    start_health_server()
    start_health_server()
    assert ask(port, "/healthz") == (200, "ok")
    for path in ("/", "/admin/", "/metrics", "/healthz/"):
        assert ask(port, path)[0] == 404


def test_an_address_that_another_program_has_is_told_of_and_stops_nothing(port, caplog):
    with socket.create_server(("127.0.0.1", port)):
        start_health_server()
    assert f"Nobody answers health checks at HEALTH_ADDRESS (127.0.0.1:{port})" in caplog.text


def test_a_reader_who_says_nothing_keeps_nobody_waiting(port):
    start_health_server()
    with socket.create_connection(("127.0.0.1", port)) as silent:
        silent.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert ask(port, "/healthz") == (200, "ok")
