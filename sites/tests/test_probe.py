"""Names, certificates and servers as they go wrong, on real ports of this machine."""

import socket
from datetime import timedelta

import pytest
import urllib3
from django.utils import timezone
from wagtail.models import Site

from sites import probe
from sites.models import Failure, HostCheck
from sites.probe import MAX_BYTES, ProbeError, SiteProbe, resolve_addresses
from sites.services.host_checks import check_host, check_hosts, list_hosts
from sites.tests.factories import create_host_alias, create_host_check
from tests.servers import make_certificate, make_static_app, serve, serve_bantin

NAME = "soyte.backan.example"


@pytest.fixture
def at(settings):
    """Have websites read at an address; an encrypted one is read as in production."""

    def read_at(address, *, tls=False):
        settings.VERIFY_ADDRESS = address
        if tls:
            settings.SITE_PORT = 443

    return read_at


@pytest.fixture
def resolver(monkeypatch, settings):
    """Let DNS answer these addresses, and tell how often it was asked."""
    settings.VERIFY_ADDRESS = None
    asked = []

    def answer(*ips):
        def getaddrinfo(host, port, *args, **options):
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return answer


def failure(name=NAME):
    with SiteProbe(name) as visitor, pytest.raises(ProbeError) as caught:
        visitor.get("/")
    return caught.value.failure


def found(name):
    list(check_hosts())
    return HostCheck.objects.get(hostname=name)


@pytest.mark.parametrize(
    "ip",
    [
        "169.254.169.254",
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_followed(resolver, ip):
    resolver(ip)
    assert failure() == Failure.FORBIDDEN
    # Neither where another of its addresses is public.
    resolver("93.184.216.34", ip)
    assert failure() == Failure.FORBIDDEN


@pytest.mark.parametrize(
    "name",
    ["169.254.169.254", "localhost", "[::1]", "soyte.vn:80", "soyte.vn/x", "a@soyte.vn", "0x7f.1"],
)
def test_what_is_no_host_name_is_asked_of_nobody(resolver, name):
    asked = resolver("93.184.216.34")
    assert failure(name) == Failure.BAD_NAME
    assert asked == []


def test_the_port_is_the_installations_whatever_the_row_of_a_website_says(resolver, settings, db):
    resolver("93.184.216.34")
    Site.objects.update(port=6379)
    assert [place.port for place in resolve_addresses(NAME)] == [settings.SITE_PORT]


def test_connections_are_made_to_the_address_that_was_checked(resolver, settings, monkeypatch):
    asked = resolver("93.184.216.34")
    connected = []

    def create_connection(address, *args, **options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(urllib3.util.connection, "create_connection", create_connection)
    assert failure() == Failure.NO_SERVER
    # A name that leads elsewhere when it is asked for once more is not asked for once more.
    assert asked == [NAME]
    assert set(connected) == {("93.184.216.34", settings.SITE_PORT)}


@pytest.fixture
def lead(monkeypatch):
    """Have connections to public IP addresses made to servers of this machine, or to nobody."""
    monkeypatch.setattr(probe, "ATTEMPTS", urllib3.Retry(0, redirect=0))

    def lead_to(servers):
        connected = []

        def create_connection(address, *args, **options):
            connected.append(address[0])
            if isinstance(servers[address[0]], Exception):
                raise servers[address[0]]
            made = socket.socket()
            made.connect(servers[address[0]])
            return made

        monkeypatch.setattr(urllib3.util.connection, "create_connection", create_connection)
        return connected

    return lead_to


@pytest.mark.parametrize("silence", [ConnectionRefusedError(), TimeoutError()])
def test_the_next_address_is_tried_where_one_does_not_answer_and_kept(resolver, lead, silence):
    ips = ["93.184.216.34", "103.1.210.1", "8.8.8.8"]
    resolver(*ips)
    with serve(make_static_app("200 OK", body=b"ours")) as address:
        connected = lead({ips[0]: silence, ips[1]: address, ips[2]: address})
        with SiteProbe(NAME) as visitor:
            assert [visitor.get(path).text for path in ("/", "/a")] == ["ours", "ours"]
    assert connected[0] == ips[0] and set(connected[1:]) == {ips[1]}
    lead(dict.fromkeys(ips, silence))
    assert failure() in {Failure.NO_SERVER, Failure.TIMEOUT}


def test_a_wrong_answer_counts_and_no_other_address_is_tried(resolver, lead):
    ips = ["93.184.216.34", "103.1.210.1"]
    resolver(*ips)
    with serve(make_static_app("200 OK", body=b"x" * (MAX_BYTES + 1))) as address:
        connected = lead(dict.fromkeys(ips, address))
        assert failure() == Failure.TOO_LARGE
    assert connected == ips[:1]


def test_a_redirect_to_another_host_is_told_and_not_followed(at):
    visited = []

    def elsewhere(environ, start_response):
        visited.append(environ["PATH_INFO"])
        return make_static_app("302 Found", ("Location", f"http://{environ['HTTP_HOST']}/in"))(
            environ, start_response
        )

    with serve(elsewhere) as address:
        at(address)
        with SiteProbe(NAME) as visitor:
            answer = visitor.get("/out")
    assert (answer.status, answer.location) == (302, f"http://{NAME}:8000/in")
    assert visited == ["/out"]


def test_a_visitor_says_who_it_is_and_brings_no_cookies_back(at):
    asked = []

    def app(environ, start_response):
        asked.append(environ)
        return make_static_app("200 OK", ("Set-Cookie", "a=b"))(environ, start_response)

    with serve(app) as address:
        at(address)
        with SiteProbe(NAME) as visitor:
            visitor.get("/")
            visitor.get("/")
    assert {each["HTTP_USER_AGENT"] for each in asked} == {"Bantin verify"}
    assert {each["HTTP_HOST"] for each in asked} == {f"{NAME}:8000"}
    assert not any("HTTP_COOKIE" in each for each in asked)


def test_an_answer_without_end_is_left(at):
    with serve(make_static_app("200 OK", body=b"x" * (MAX_BYTES + 1))) as address:
        at(address)
        assert failure() == Failure.TOO_LARGE


def test_a_name_that_dns_does_not_know(settings):
    settings.VERIFY_ADDRESS = None
    assert failure("soyte.invalid") == Failure.NO_NAME


def test_no_server_behind_the_name(at):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        at(listener.getsockname())
        assert failure() == Failure.NO_SERVER


def test_a_certificate_that_nobody_trusts(at, tmp_path):
    _file, tls = make_certificate(tmp_path, NAME)
    with serve(make_static_app("200 OK"), tls) as address:
        at(address, tls=True)
        assert failure() == Failure.UNTRUSTED


@pytest.mark.parametrize(
    ("names", "days", "expected"),
    [
        ([NAME], -1, Failure.EXPIRED),
        (["khac.backan.example"], 90, Failure.OTHER_NAME),
    ],
)
def test_a_trusted_certificate_has_to_hold_now_and_for_this_name(
    at, tmp_path, monkeypatch, names, days, expected
):
    file, tls = make_certificate(tmp_path, *names, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serve(make_static_app("200 OK"), tls) as address:
        at(address, tls=True)
        assert failure() == expected


def test_a_server_without_encryption_where_there_should_be_some(at):
    with serve(make_static_app("200 OK")) as address:
        at(address, tls=True)
        assert failure() == Failure.NO_TLS


def test_a_certificate_about_to_end_is_told_before(at, tmp_path, monkeypatch, health):
    host = health.site.hostname
    file, tls = make_certificate(tmp_path, host, days=20)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serve_bantin(tls) as address:
        at(address, tls=True)
        check = found(host)
    assert check.works and check.is_ending()
    assert not check.is_ending(timezone.now() - timedelta(days=2))


def test_every_name_of_a_unit_is_tried_and_former_ones_have_to_lead_on(at, health, district):
    alias = create_host_alias(health, "cu.backan.localhost")
    create_host_check(health, hostname="bo.backan.localhost", checked_at=timezone.now())
    with serve_bantin() as address:
        at(address)
        checks = {check.hostname: check.failure for check in check_hosts()}
    names = {health.site.hostname, district.site.hostname, alias.hostname}
    assert names <= set(checks)
    assert set(checks.values()) == {Failure.NONE}
    # What nobody has any more is forgotten.
    assert set(HostCheck.objects.values_list("hostname", flat=True)) == set(checks)


def test_the_names_of_some_units_are_tried_and_those_of_others_left_alone(at, health, district):
    alias = create_host_alias(health, "cu.backan.localhost")
    create_host_alias(district, "cu-huyen.backan.localhost")
    long_ago = timezone.now() - timedelta(days=30)
    create_host_check(health, hostname="bo.backan.localhost", checked_at=long_ago)
    other = create_host_check(district, hostname="bo-huyen.backan.localhost", checked_at=long_ago)
    with serve_bantin() as address:
        at(address)
        checks = {check.hostname for check in check_hosts([health.pk])}
    assert checks == {health.site.hostname, alias.hostname}
    assert set(HostCheck.objects.values_list("hostname", flat=True)) == {*checks, other.hostname}


def test_a_former_name_that_was_taken_away_is_nobodys_to_the_server(at, health):
    alias = create_host_alias(health, "cu.backan.localhost")
    host = next(host for host in list_hosts() if host.name == alias.hostname)
    with serve_bantin() as address:
        at(address)
        assert check_host(host).failure == Failure.NONE
        alias.delete()
        assert check_host(host).failure == Failure.UNKNOWN_HOST


@pytest.mark.parametrize(
    ("app", "main", "former"),
    [
        (make_static_app("200 OK", body=b"<html>Parked</html>"), "foreign", "no-redirect"),
        (make_static_app("421 Misdirected Request"), "unknown-host", "unknown-host"),
        (make_static_app("503 Service Unavailable"), "status", "status"),
        (make_static_app("301 Moved", ("Location", "http://a.vn/")), "redirect", "redirect"),
    ],
)
def test_another_server_under_a_name_is_told_from_the_website(at, health, app, main, former):
    create_host_alias(health, "cu.backan.localhost")
    with serve(app) as address:
        at(address)
        checks = {check.hostname: check.failure for check in check_hosts()}
    assert (checks[health.site.hostname], checks["cu.backan.localhost"]) == (main, former)


def test_the_page_of_a_unit_says_whether_its_name_works(at, health, sign_in, ict_admin):
    page = sign_in(ict_admin)
    path = f"/admin/agencies/edit/{health.pk}/"
    assert "Chưa kiểm tra" in page.get(path).text
    with serve(make_static_app("421 Misdirected Request")) as address:
        at(address)
        list(check_hosts())
    assert "Máy chủ không nhận tên miền này" in page.get(path).text
    assert "Hãy xem trong mục Đơn vị" in page.get(path).text
