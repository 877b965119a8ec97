"""Files through nginx, with the configuration that the runbook gives to operators."""

import http.client
import os
import socket
import ssl
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletins.models import Urgency
from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from channels.tests.factories import create_recording
from conftest import commit
from content.tests.factories import create_document, create_picture, get_picture_url, make_upload
from content.tests.full_disks import fill, mount_small_disk
from home.tests.factories import publish_article, restrict_page
from tests.edges import run_edge, wait_until
from tests.nginx import run_nginx, run_nginx_before
from tests.servers import serve

pytestmark = pytest.mark.django_db(transaction=False)
PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 8 + b"\n%%EOF\n"


class Reader:
    """Asks nginx for paths on the websites of agencies."""

    def __init__(self, port):
        self.port = port

    def ask(self, agency, path, method="GET", body=None, **headers):
        context = ssl._create_unverified_context()  # noqa: S323
        client = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)
        host = f"{agency.site.hostname}:{settings.SITE_PORT}" if agency else settings.ADMIN_HOST
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request(method, path, body, headers={"Host": host, **names})
        answer = client.getresponse()
        answer.content = answer.read()
        client.close()
        return answer


@pytest.fixture
def reader(db, settings, tmp_path):
    settings.SERVE_MEDIA = False
    with run_nginx(tmp_path, settings.MEDIA_ROOT) as port:
        yield Reader(port)


@pytest.fixture
def own(health):
    return create_document(health.collection, file=make_upload("kế hoạch.pdf", PAPER))


@pytest.fixture
def picture(health):
    return create_picture(health.collection)


def test_nginx_hands_out_a_document_while_it_is_public_and_not_a_moment_longer(
    reader, health, district, own
):
    path = own.url
    assert reader.ask(health, path).status == 404
    page = publish_article(health, own)
    for _time in ("made", "kept"):
        answer = reader.ask(health, path)
        assert (answer.status, answer.content) == (200, PAPER)
    assert reader.ask(district, path).status == 404
    page.unpublish()
    assert reader.ask(health, path).status == 404
    page.get_latest_revision().publish()
    assert reader.ask(health, path).status == 200
    restrict_page(page)
    assert reader.ask(health, path).status == 404


def test_nginx_hands_out_a_picture_and_a_recording_while_they_are_public(
    reader, health, picture, province
):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    recording = create_recording(bulletin).file.url
    shown = get_picture_url(picture)
    page = publish_article(health, picture)
    assert reader.ask(health, shown).content == picture.renditions.get().file.open().read()
    assert reader.ask(health, recording).status == 200
    withdraw_bulletin(bulletin=bulletin, reason="Sai số liệu", by=None)
    page.unpublish()
    assert reader.ask(health, shown).status == 404
    gone = reader.ask(health, recording)
    assert (gone.status, "Sai số liệu" in gone.content.decode()) == (410, True)


def test_nothing_else_leads_to_the_folder_of_files(reader, health, own, picture):
    publish_article(health, own, picture)
    shown = picture.get_rendition("width-40").file.name
    for stored in map(quote, (own.file.name, picture.file.name, shown)):
        for path in (f"/-/tep/{stored}", f"//-/tep/{stored}", f"/-/tep/../tep/{stored}",
                     f"/media/images/../../-/tep/{stored}", f"/-%2Ftep/{stored}"):  # fmt: skip
            assert reader.ask(health, path).status in {400, 404}, path
    for stored in map(quote, (own.file.name, picture.file.name)):
        assert reader.ask(health, f"/media/{stored}").status == 404
    for path in ("/media/", "/media/documents/", "/media/images/", "/-/tep/", "/media/../-/tep/"):
        assert reader.ask(health, path).status == 404


def test_bytes_of_a_range_come_from_nginx_and_of_a_private_file_none(reader, health, own):
    publish_article(health, own)
    part = reader.ask(health, own.url, Range="bytes=9-18")
    assert (part.status, part.content) == (206, bytes(range(10)))
    assert part.headers["Content-Range"] == f"bytes 9-18/{len(PAPER)}"
    tag = reader.ask(health, own.url).headers["ETag"]
    assert reader.ask(health, own.url, If_None_Match=tag).status == 304
    assert reader.ask(health, own.url, "HEAD").headers["Content-Length"] == str(len(PAPER))


PRIVATE_QUESTIONS = [
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-3"}),
    ("GET", {"If_None_Match": "*"}),
    ("GET", {"If_Match": "*"}),
    ("GET", {"If_Range": '"x"', "Range": "bytes=0-3"}),
    ("GET", {"If_Modified_Since": "Sun, 01 Jan 2040 00:00:00 GMT"}),
    ("GET", {"If_Unmodified_Since": "Sun, 01 Jan 1990 00:00:00 GMT"}),
    ("GET", {"Cookie": "sessionid=khong-co-phien-nay"}),
    ("OPTIONS", {}),
    ("POST", {}),
]
OF_THE_MOMENT = {"date", "etag", "content-length", "x-request-id"}


@pytest.mark.parametrize(("method", "headers"), PRIVATE_QUESTIONS)
def test_nothing_tells_a_private_file_from_one_that_is_not_there(
    reader, health, own, picture, method, headers
):
    restrict_page(publish_article(health, own, picture))
    unknown = own.url.replace(f"/{own.pk}/", f"/{own.pk + 1000}/")
    pairs = [(own.url, unknown), (get_picture_url(picture), "/media/images/khong-co.webp")]
    for private, missing in pairs:
        answers = [reader.ask(health, path, method, **headers) for path in (private, missing)]
        told = [
            {name.lower(): value for name, value in one.getheaders()
             if name.lower() not in OF_THE_MOMENT}
            for one in answers
        ]  # fmt: skip
        assert answers[0].status == answers[1].status
        assert answers[0].status in {403, 404, 405}
        for name in ("last-modified", "accept-ranges", "content-range"):
            assert name not in told[0]
        # The page that says so repeats its address, and has a tag of its own.
        assert own.file_hash not in (answers[0].headers["ETag"] or "")
        assert told[0] == told[1]


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("kế hoạch.pdf", "application/pdf", "inline"),
        ("a.txt", "text/plain", "attachment"),
        ("a.zip", "application/zip", "attachment"),
    ],
)
def test_a_document_has_its_safe_headers_behind_nginx(reader, health, name, kind, disposition):
    own = create_document(health.collection, file=make_upload(name, b"%PDF-1.7"))
    publish_article(health, own)
    answer = reader.ask(health, own.url)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Content-Disposition"].partition(";")[0] == disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert ("sandbox" in policy) == (kind != "application/pdf")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Accel-Redirect"] is None


def test_a_picture_has_its_safe_headers_behind_nginx(reader, health, picture):
    publish_article(health, picture)
    answer = reader.ask(health, get_picture_url(picture))
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    # A copy in the browser of whoever has seen it, and in no proxy.
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_is_kept_of_a_file_costs_the_one_query_for_the_numbers(
    settings, visit, health, own, picture
):
    settings.SERVE_MEDIA = False
    publish_article(health, own, picture)
    for path in (own.url, get_picture_url(picture)):
        assert "X-Accel-Redirect" in visit(health, path)
        with CaptureQueriesContext(connection) as queries:
            assert visit(health, path).status_code == 200
        assert len(queries) == 1


def test_a_bulletins_file_that_was_kept_is_gone_when_it_is_withdrawn(
    settings, visit, health, province
):
    settings.SERVE_MEDIA = False
    central = create_document(province.collection)
    bulletin = publish_bulletin(files=[central])
    assert [visit(health, central.url).status_code for _time in range(2)] == [200, 200]
    withdraw_bulletin(bulletin=bulletin, reason="Sai", by=None)
    assert visit(health, central.url).status_code == 410


# Beyond what nginx keeps in memory.
LONG_MESSAGE = "message=" + "x" * 100_000


def says_that_nothing_was_stored(answer):
    text = answer.content.decode()
    is_told = "Nội dung bạn gửi chưa được lưu" in text and "was not stored" in text
    return answer.status == 503 and answer.headers["Retry-After"] == "10" and is_told


def test_nginx_without_a_place_for_what_is_sent_says_in_both_languages_that_nothing_was_stored(
    reader, health, tmp_path
):
    folder = tmp_path / "client-body"
    folder.rmdir()
    folder.touch()
    assert says_that_nothing_was_stored(reader.ask(health, "/gop-y/", "POST", LONG_MESSAGE))
    assert reader.ask(health, "/").status == 200


@pytest.mark.drill("servers")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_nginx_whose_disk_is_full_says_that_nothing_was_stored_and_shows_every_page(
    reader, health, tmp_path
):
    with mount_small_disk(tmp_path / "client-body", 64 * 1024):
        fill(tmp_path / "client-body")
        assert says_that_nothing_was_stored(reader.ask(health, "/gop-y/", "POST", LONG_MESSAGE))
        assert reader.ask(health, "/").status == 200


SITE, ADMIN = "soyte.backan.example", "quan-tri.backan.example"


class Pools:
    """nginx before two pools that tell who they are and which host they were asked for."""

    def __init__(self, port):
        self.port = port

    def ask(self, line, *headers, body=b""):
        """Send a request as it is, on a connection of its own; return the status and the text."""
        context = ssl._create_unverified_context()  # noqa: S323
        with (
            socket.create_connection(("127.0.0.1", self.port), 30) as plain,
            context.wrap_socket(plain) as connection,
        ):
            lines = [line, *headers, "Connection: close", "", ""]
            connection.sendall("\r\n".join(lines).encode() + body)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return answer.status, answer.read().decode()

    def send(self, host, size, method="POST", **headers):
        """Send a form of so many bytes; return the status and the text."""
        more = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        length = f"Content-Length: {size}"
        return self.ask(f"{method} / HTTP/1.1", f"Host: {host}", length, *more, body=b"x" * size)


@pytest.fixture
def pools(tmp_path):
    """Two pools behind nginx, whose limits hardly let anybody in again."""

    def make_pool(name):
        def app(environ, start_response):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response("200 OK", [])
            return [f"{name} {environ['HTTP_HOST']}".encode()]

        return app

    with (
        serve(make_pool("websites")) as websites,
        serve(make_pool("admin")) as admin,
        run_nginx_before(
            tmp_path, websites, admin, "1r/m", ADMIN_HOST=ADMIN, MEDIA_ROOT=str(tmp_path)
        ) as port,
    ):
        yield Pools(port)


@pytest.mark.parametrize(
    ("line", "headers", "answer"),
    [
        ("GET / HTTP/1.1", [f"Host: {SITE}"], f"websites {SITE}"),
        ("GET / HTTP/1.1", [f"Host: {ADMIN}"], f"admin {ADMIN}"),
        ("GET / HTTP/1.1", ["Host: QUAN-TRI.Backan.example.:8443"], f"admin {ADMIN}"),
        ("GET / HTTP/1.0", [f"Host: {ADMIN}"], f"admin {ADMIN}"),
        (f"GET https://{SITE}/ HTTP/1.1", [f"Host: {SITE}"], f"websites {SITE}"),
        (f"GET https://{ADMIN.upper()}:443/ HTTP/1.1", [f"Host: {ADMIN}"], f"admin {ADMIN}"),
        (f"GET https://{ADMIN}/ HTTP/1.0", [], f"admin {ADMIN}"),
        ("GET / HTTP/1.0", [], "websites _"),
    ],
)
def test_the_host_that_bantin_hears_has_chosen_the_pool(pools, line, headers, answer):
    assert pools.ask(line, *headers) == (200, answer)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("named", "host"),
    [
        (SITE, ADMIN),
        (ADMIN, SITE),
        (ADMIN, f"{ADMIN}.{SITE}"),
        (SITE, f"x{SITE}"),
        (SITE, f"{SITE}:443x"),
        (f"{SITE}:443@{ADMIN}", SITE),
        (SITE, ""),
    ],
)
def test_a_request_that_names_two_hosts_reaches_nobody(pools, named, host, method):
    status, text = pools.ask(f"{method} https://{named}/ HTTP/1.1", f"Host: {host}")
    assert status == 400 and "websites" not in text and "admin" not in text


@pytest.mark.parametrize(
    ("host", "size", "status"),
    [
        (SITE, 128 * 1024, 200),
        (SITE, 128 * 1024 + 1, 413),
        (SITE, 500_000, 413),
        (ADMIN, 500_000, 200),
        (ADMIN, 25 * 1024 * 1024, 200),
        (ADMIN, 25 * 1024 * 1024 + 1, 413),
    ],
)
def test_a_website_takes_short_forms_and_the_admin_files(pools, host, size, status):
    assert pools.send(host, size)[0] == status


def test_what_is_too_large_is_told_in_both_languages_and_is_of_no_use_later(reader, health):
    answer = reader.ask(health, "/gop-y/", "POST", "message=" + "x" * 500_000)
    text = answer.content.decode()
    assert answer.status == 413
    assert "Nội dung gửi lên quá lớn" in text and "Too much was sent at once" in text
    assert answer.headers["Retry-After"] is None
    bantins = reader.ask(health, "/gop-y/", "POST", "message=" + "x" * 110_000)
    assert bantins.status == 413 and health.name_vi in bantins.content.decode()


def list_statuses(pools, addresses, **options):
    return [pools.send(SITE, 1, X_Forwarded_For=one, **options)[0] for one in addresses]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_forms_are_counted_by_address_and_of_ipv6_by_the_64(pools, method):
    # Of each client 30 at once, and one more.
    networks = [f"2001:db8:0:{number:x}::1" for number in range(40)]
    assert set(list_statuses(pools, networks, method=method)) == {200}
    line = [f"2001:db8:1:1:{number:x}::1" for number in range(40)]
    assert list_statuses(pools, line, method=method) == [200] * 31 + [429] * 9
    telephones = [f"192.0.2.{number}" for number in range(40)]
    assert set(list_statuses(pools, telephones, method=method)) == {200}
    assert list_statuses(pools, ["192.0.2.99"] * 40, method=method) == [200] * 31 + [429] * 9


def test_a_large_form_keeps_no_warning_that_begins_by_the_clock_off_a_page(
    settings, tmp_path, health
):
    (tmp_path / "edge").mkdir()
    # Kept are pages of a website's own address, and nginx hands on none with a port.
    health.site.port = 80
    health.site.save()
    answers = []

    def is_warned():
        form = reader.ask(health, "/gop-y/", "POST", "message=" + "x" * 500_000)
        answers.append(reader.ask(health, "/"))
        assert form.status == 413
        return "Lũ về trong đêm" in answers[-1].content.decode()

    with run_edge(tmp_path / "edge") as edge:
        settings.EDGE_URLS, settings.EDGE_SECRET = [edge.url], edge.values["EDGE_SECRET"]
        with run_nginx(tmp_path, settings.MEDIA_ROOT, edge) as port:
            reader = Reader(port)
            start = timezone.now() + timedelta(seconds=8)
            publish_bulletin("Lũ về trong đêm", urgency=Urgency.IMPORTANT, valid_from=start)
            commit()
            assert not is_warned()
            wait_until(is_warned)
    assert max(int(answer.headers["Age"]) for answer in answers) > 0, "there was a copy"
    assert not any("Cache-Status" in answer.headers for answer in answers)


@pytest.mark.drill("servers")
def test_with_an_edge_files_and_pages_come_through_it(settings, tmp_path, health, own):
    settings.SERVE_MEDIA = False
    (tmp_path / "edge").mkdir()
    with run_edge(tmp_path / "edge") as edge:
        settings.EDGE_URLS, settings.EDGE_SECRET = [edge.url], edge.values["EDGE_SECRET"]
        page = publish_article(health, own)
        with run_nginx(tmp_path, settings.MEDIA_ROOT, edge) as port:
            reader = Reader(port)
            for _time in ("made", "kept"):
                answer = reader.ask(health, own.url)
                assert (answer.status, answer.content) == (200, PAPER)
                assert "xkey" not in answer.headers
            part = reader.ask(health, own.url, Range="bytes=9-18")
            assert (part.status, part.content) == (206, bytes(range(10)))
            forged = reader.ask(health, own.url, Surrogate_Capability="bantin=Surrogate/1.0")
            assert "xkey" not in forged.headers
            page.unpublish()
            commit()
            assert reader.ask(health, own.url).status == 404
            edge.stop()
            # The websites themselves stand behind.
            assert reader.ask(health, own.url).status == 404
