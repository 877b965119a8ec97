"""Bantin is installed by the runbook alone, as an account without rights, and restarted under load.

Each test ends with what it counted, on standard output (``-s``).
"""

import http.client
import os
import re
import signal
import socket
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from time import monotonic

import pytest

from tests.deployment.account import make_account
from tests.deployment.balancer import two_nodes
from tests.deployment.node import LATER, Node
from tests.deployment.readers import Readers
from tests.deployment.runbook import ROOT, SESSION, read_blocks
from tests.mail_server import PostOffice
from tests.outage_servers import wait_until
from tests.system_packages import find_or_install

pytestmark = [
    pytest.mark.drill("installation"),
    pytest.mark.xdist_group("installation"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings a database of its own"),
]
HOSTS = ("www.backan.example", "soyte.backan.example", "babe.backan.example")
ADMIN = "quan-tri.backan.example"
PATHS = ("/", "/ban-tin/", "/lien-he/", "/co-quan/", "/tim-kiem/?q=y+te")
# Far more than the websites have threads, so that each process gets enough of them.
ENDLESS = 200
PROGRAMS = {
    "nginx": "nginx",
    "valkey-server": "valkey-server",
    "systemd-socket-activate": "systemd",
    "openssl": "openssl",
}


def tell(text):
    sys.stdout.write(f"\n{text}\n")


@pytest.fixture(scope="module")
def node():
    for program, package in PROGRAMS.items():
        find_or_install(program, package)
    with make_account() as account, PostOffice() as office:
        installed = Node(account, office)
        try:
            installed.install_and_start()
            yield installed
        finally:
            installed.close()


def ask(node, host, path, method="GET", port="HTTPS", **headers):
    """Ask nginx over TLS, trusting the private authority; returns the answer with its content."""
    context = ssl.create_default_context(cafile=str(node.at("/etc/bantin/ca.pem")))
    with socket.create_connection(("127.0.0.1", node.ports[port]), 60) as plain:
        client = http.client.HTTPConnection(host)
        client.sock = context.wrap_socket(plain, server_hostname=host)
        with closing(client):
            client.request(method, path, headers=headers)
            answer = client.getresponse()
            answer.content = answer.read()
            return answer


def make_readers(node, port=None):
    return Readers(port or node.ports["HTTPS"], HOSTS, PATHS, node.at("/etc/bantin/ca.pem"))


def test_it_is_installed_by_the_runbook_alone(node):
    blocks = [block for block in read_blocks() if block.role != SESSION]
    first = [block for block in blocks if block.heading not in LATER]
    assert {block.heading for block in first if block.role == ROOT} == set(node.by_root)
    assert node.account.entry.pw_uid != 0 or os.geteuid() != 0
    for host in (*HOSTS, ADMIN):
        answer = ask(node, host, "/")
        assert answer.status == 200, host
    # gunicorn would refuse what contradicts nginx.
    forged = {"X-Forwarded-Ssl": "off", "X-Forwarded-Protocol": "plain"}
    assert ask(node, HOSTS[0], "/", **forged).status == 200
    assert ask(node, "khong-co.backan.example", "/").status == 421
    assert ask(node, ADMIN, "/admin/").headers["Location"].startswith("/tai-khoan/dang-nhap/")
    assert [to for to, _mail in node.office.received if to == "ict@backan.example"]
    tell(
        f"installed by {len(node.typed)} typed lines and {len(node.by_root)} steps of root, "
        f"{len(HOSTS)} websites"
    )


def test_the_doctor_finds_nothing_that_fails_and_then_what_is_broken(node):
    done = node.manage("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout
    assert "4 names lead to admin and websites." in done.stdout
    tell(done.stdout)
    closed = f"127.0.0.1:{node.ports['HTTP_IPV6']}"
    broken = {
        "CACHE_URL": (f"redis://{closed}/0", "Cache: It does not answer"),
        "EMAIL_URL": ("smtp://127.0.0.1:1", "Mail server: No mail server answers"),
        "MEDIA_ROOT": (str(node.account.home / "none"), "Room for files: Nothing can be written"),
        "STATIC_ROOT": (str(node.account.home / "none"), "Static files: No static files"),
        "DATABASE_URL": (
            node.variables["DATABASE_URL"].replace("for-the-drill", "wrong"),
            "Database: It does not let Bantin in",
        ),
        "SSL_CERT_FILE": ("", "No browser trusts the issuer"),
        "VERIFY_ADDRESS": ("127.0.0.1:1", "No web server answers at the address"),
    }
    for name, (value, sentence) in broken.items():
        done = node.manage("doctor", **{name: value})
        assert done.returncode == 1, name
        assert re.search(rf"^FAILED +.*{re.escape(sentence)}", done.stdout, re.M), done.stdout
        assert "Traceback" not in done.stdout + done.stderr
        assert "for-the-drill" not in done.stdout
    tell(f"{len(broken)} broken settings, each named")


def test_websites_are_read_over_the_private_authority(node):
    done = node.manage("verify_display")
    assert done.returncode == 0, done.stdout + done.stderr


def test_nginx_speaks_of_itself_only_in_both_languages_and_with_retry_after(node):
    """With all processes gone, and the sockets too."""
    static = re.search(r"/static/[^\"]+\.css", ask(node, HOSTS[0], "/").content.decode())[0]
    path = node.at("/run/bantin/web.sock")
    path.rename(path.with_suffix(".gone"))
    try:
        answer = ask(node, HOSTS[0], "/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        text = answer.content.decode()
        assert "Trang đang tạm dừng" in text and "briefly unavailable" in text
        assert "Bad Gateway" not in text
        assert ask(node, HOSTS[0], "/gop-y/", method="POST").status == 503
        kept = ask(node, HOSTS[0], static, **{"Accept-Encoding": "gzip"})
        assert (kept.status, kept.headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in kept.headers["Cache-Control"]
        assert ask(node, ADMIN, "/").status == 200, "the admin has a pool of its own"
    finally:
        path.with_suffix(".gone").rename(path)
    assert ask(node, HOSTS[0], "/").status == 200


def test_a_restart_under_load_loses_no_request(node):
    readers = make_readers(node)
    with readers.reading(12):
        readers.wait_for(100)
        before = readers.total
        for name in ("web@1", "web@2", "web@1", "web@2"):
            node.restart(name)
            readers.wait_for(20)
        during = readers.total - before
    assert during > 100
    assert readers.failures == {}, node.read_logs()
    tell(f"rolling restart, 4 instances one after the other, {during} answers during it: {readers}")


def test_a_restart_of_all_at_once_lets_readers_wait_and_loses_none(node):
    readers = make_readers(node)
    with readers.reading(8):
        readers.wait_for(50)
        for name in ("web@1", "web@2"):
            node.services[name].stop()
        for name in ("web@1", "web@2"):
            node.services[name].start()
        for name in ("web@1", "web@2"):
            node.services[name].wait_until_ready()
        readers.wait_for(50)
    assert readers.failures == {}, node.read_logs()
    tell(f"both instances at once: {readers}")


def test_of_two_nodes_one_is_taken_out_after_the_other_and_no_request_is_lost(node):
    with two_nodes(node) as (second, balancer):
        readers = make_readers(node, balancer.port)
        nodes = {
            node.ports["HTTPS"]: (node.ports["HTTP"], node.at("/run/bantin"), ["web@1", "web@2"]),
            second.port: (second.http_port, second.run, []),
        }
        with readers.reading(8):
            readers.wait_for(100)
            for port, (http_port, run, names) in nodes.items():
                assert ask_health(http_port) == 200
                (run / "taken-out").touch()
                assert ask_health(http_port) == 503
                balancer.lead_to(*(one for one in nodes if one != port))
                balancer.reload()
                readers.wait_for(30)
                services = [node.services[name] for name in names] or [second.service]
                for service in services:
                    service.stop()
                readers.wait_for(50)
                for service in services:
                    service.begin()
                (run / "taken-out").unlink()
                wait_until(lambda port=http_port: ask_health(port) == 200)
                balancer.lead_to(*nodes)
                balancer.reload()
                readers.wait_for(30)
    assert readers.failures == {}, node.read_logs()
    tell(f"two nodes, each taken out once: {readers}")


def ask_health(port, path="/readyz"):
    """Ask as a balancer does: by address, without TLS."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as client:
        client.request("GET", path)
        return client.getresponse().status


def test_health_checks_are_answered_while_every_thread_of_the_websites_is_busy(node):
    """Requests without an end hold them all; nginx would let none of the kind through."""
    port, times = node.ports["HTTP"], {}
    with ThreadPoolExecutor(1) as reader, ExitStack() as held:
        for _one in range(ENDLESS):
            endless = held.enter_context(socket.socket(socket.AF_UNIX))
            endless.connect(str(node.at("/run/bantin/web.sock")))
            endless.sendall(b"GET / HTTP/1.1\r\n")
        waiting = reader.submit(ask, node, HOSTS[0], "/lien-he/")
        for path in ("/healthz", "/readyz"):
            began = monotonic()
            assert ask_health(port, path) == 200
            times[path] = monotonic() - began
        assert not waiting.done()
    assert waiting.result().status == 200
    told = ", ".join(f"{path} after {seconds:.2f} s" for path, seconds in times.items())
    tell(f"{ENDLESS} requests without an end held all workers, one reader waited; {told}")


def test_without_a_worker_of_the_websites_nobody_is_healthy(node):
    port = node.ports["HTTP"]
    for name in ("web@1", "web@2"):
        node.services[name].stop()
    try:
        assert [ask_health(port, path) for path in ("/healthz", "/readyz")] == [503, 503]
        assert ask(node, ADMIN, "/").status == 200
    finally:
        for name in ("web@1", "web@2"):
            node.services[name].begin()
    wait_until(lambda: ask_health(port) == 200)


def test_slow_editors_take_no_worker_from_citizens(node):
    """More editors than the admin has threads wait for answers that do not come."""
    readers, editors = make_readers(node), 20
    group = node.services["admin"].process.pid
    assert ask(node, ADMIN, "/").status == 200
    os.killpg(group, signal.SIGSTOP)
    with ThreadPoolExecutor(editors) as people:
        try:
            waiting = [people.submit(ask, node, ADMIN, "/") for _one in range(editors)]
            with readers.reading(4):
                readers.wait_for(100)
            assert not any(one.done() for one in waiting)
        finally:
            os.killpg(group, signal.SIGCONT)
        assert {one.result().status for one in waiting} == {200}
    assert readers.failures == {}, node.read_logs()
    tell(f"{editors} editors waited, and were answered then; meanwhile {readers}")


def test_the_upgrade_and_the_other_commands_of_the_runbook_are_run(node):
    later = [
        block for block in read_blocks() if block.heading in LATER and block.role not in (ROOT,)
    ]
    for heading in dict.fromkeys(block.heading for block in later):
        node.type_heading(heading)
    tell(f"{len(node.typed)} typed lines of the runbook in all")
