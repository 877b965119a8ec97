"""Uploads and ClamAV: the real clamd, with signatures of the tests' own."""

import logging
import socket
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.files import scanner
from content.files.scanner import ScannerError, query_scanner, scan
from content.models import CustomDocument, CustomImage
from content.tests.doors import DOORS, PAPER, PICTURE, Doors, picture_fields, said, stored
from content.tests.factories import create_picture, make_zip
from tests.virus_scanners import EICAR, POISON, get_verdict, run_clamd, run_scanner

pytestmark = pytest.mark.django_db
WORDS = "Phần mềm quét vi-rút phát hiện"
UNREACHABLE = "không kết nối được"


@pytest.fixture
def client(sign_in, translator):
    return sign_in(translator)


@pytest.fixture(scope="module")
def running():
    with run_clamd() as daemon:
        yield daemon


@pytest.fixture
def scanned(running, settings):
    settings.CLAMD_ADDRESS = running.socket


@pytest.mark.parametrize("door", DOORS)
def test_what_the_scanner_finds_is_refused_at_every_door(request, scanned, door):
    response = getattr(Doors(request), door)(POISON)
    assert WORDS in said(response) and "Bantin.Poison" in said(response)
    assert stored() == []


@pytest.mark.parametrize("door", ["picture", "document", "report", "recording", "table"])
def test_what_the_scanner_finds_nothing_in_is_accepted(request, scanned, door):
    response = getattr(Doors(request), door)(b"")
    assert response.status_code in {302, 303}
    assert len(stored()) == 1


@pytest.mark.parametrize("name", ["eicar.txt", "eicar.zip"])
def test_the_file_that_all_scanners_find_is_refused_packed_too(
    sign_in, health, health_editor, scanned, name
):
    packing = make_zip({"eicar.com": EICAR}, name, zipfile.ZIP_DEFLATED)
    file = packing if name.endswith("zip") else SimpleUploadedFile(name, EICAR)
    fields = picture_fields(health) | {"file": file}
    response = sign_in(health_editor).post("/admin/documents/add/", fields)
    assert WORDS in said(response) and "EICAR" in said(response)
    assert stored() == []


@pytest.mark.parametrize("door", DOORS)
def test_without_a_scanner_nothing_is_accepted_and_the_person_is_told(request, settings, door):
    settings.CLAMD_ADDRESS = "/nowhere/clamd.ctl"
    response = getattr(Doors(request), door)(b"")
    assert UNREACHABLE in said(response)
    assert stored() == []


def test_a_scanner_that_has_stopped_refuses_or_accepts_as_configured_and_says_so(
    sign_in, health, health_editor, settings, caplog
):
    with run_clamd() as daemon:
        settings.CLAMD_ADDRESS = daemon.socket
        daemon.stop()
        client = sign_in(health_editor)

        def send():
            fields = picture_fields(health) | {"file": SimpleUploadedFile("a.pdf", PAPER)}
            return client.post("/admin/documents/add/", fields)

        refused = send()
        assert UNREACHABLE in said(refused) and stored() == []
        settings.CLAMD_UNREACHABLE = "accept"
        assert send().status_code == 302
    told = [str(message) for message in get_messages(client.get("/admin/").wsgi_request)]
    assert any("“a.pdf”" in words and "chưa được quét" in words for words in told)
    assert CustomDocument.objects.count() == 1
    logged = [record for record in caplog.records if record.name == "content.files.scanner"]
    assert [record.levelno for record in logged] == [logging.ERROR] * 2


@pytest.mark.parametrize(
    "answer",
    ["INSTREAM size limit exceeded. ERROR", "", "stream: OK but not really", "x" * 5000,
     "stream:  FOUND\nstream: OK"],
)  # fmt: skip
def test_what_is_no_verdict_is_none(answer):
    with run_scanner(lambda content: answer) as address, pytest.raises(ScannerError):
        query_scanner(address, SimpleUploadedFile("a.txt", b"xin"))


def test_the_whole_file_is_scanned_and_can_be_read_from_its_beginning_after_that(
    settings, monkeypatch
):
    monkeypatch.setattr(scanner, "_PIECE", 4)
    seen = []

    def look(content):
        seen.append(content)
        return get_verdict(content)

    clean, infected = (SimpleUploadedFile("a.txt", text) for text in (b"xin " * 3, POISON))
    with run_scanner(look) as settings.CLAMD_ADDRESS:
        clean.seek(5)
        assert scan(clean) is None
        with pytest.raises(ValidationError, match="Bantin.Poison") as refusal:
            scan(infected)
    assert (refusal.value.code, seen) == ("virus", [b"xin " * 3, POISON])
    assert [file.tell() for file in (clean, infected)] == [0, 0]


def test_a_scanner_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(scanner, "TIMEOUT_SECONDS", 0.2)
    # Accepts, and that is all.
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(ScannerError):
        query_scanner(server.getsockname(), SimpleUploadedFile("a.txt", b"xin"))


class TestNobodyElse:
    """What is sent by who may not, is not looked at."""

    @pytest.fixture
    def files(self, settings):
        seen = []

        def look(content):
            seen.append(content)
            return get_verdict(content)

        with run_scanner(look) as address:
            settings.CLAMD_ADDRESS = address
            yield seen

    def send(self, client, path, health):
        fields = picture_fields(health) | {"file": SimpleUploadedFile("a.png", PICTURE)}
        return client.post(path, fields)

    def test_who_is_not_signed_in_causes_no_work(self, health, settings, files):
        client = Client(headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"})
        assert self.send(client, "/admin/images/add/", health).status_code == 302
        assert files == []

    def test_a_forged_request_causes_no_work(self, health, health_editor, settings, files):
        host = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
        client = Client(enforce_csrf_checks=True, headers={"host": host})
        client.force_login(health_editor)
        assert self.send(client, "/admin/images/add/", health).status_code == 403
        assert files == []

    def test_what_the_wall_turns_away_causes_no_work(self, health, district_editor, sign_in, files):
        picture = create_picture(
            health.collection, "A", description="A", file=SimpleUploadedFile("a.png", PICTURE)
        )
        path = f"/admin/images/{picture.pk}/"
        assert self.send(sign_in(district_editor), path, health).status_code == 404
        assert files == []

    def test_a_file_sent_where_none_is_taken_is_not_looked_at_and_does_not_arrive(
        self, health, health_editor, sign_in, files
    ):
        client = sign_in(health_editor)
        client.raise_request_exception = False
        response = self.send(client, f"/admin/pages/{health.root_page_id}/edit/", health)
        assert files == [] and not response.wsgi_request.FILES

    def test_a_websites_visitor_causes_no_work(self, health, settings, files):
        client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
        assert self.send(client, "/gop-y/", health).status_code < 500
        assert files == []

    def test_of_several_files_in_one_request_one_is_looked_at(
        self, health, health_editor, sign_in, files
    ):
        more = {f"file{number}": SimpleUploadedFile("a.png", PICTURE) for number in range(9)}
        fields = picture_fields(health) | {"file": SimpleUploadedFile("a.png", PICTURE)} | more
        sign_in(health_editor).post("/admin/images/add/", fields)
        assert len(files) == 1 and CustomImage.objects.count() == 1


def test_the_check_before_an_installation_speaks_of_the_scanner(settings, running):
    def ids():
        found = run_checks(include_deployment_checks=True)
        return {message.id for message in found if message.id.startswith("bantin.")}

    assert "bantin.I011" in ids()
    settings.CLAMD_ADDRESS, settings.CLAMD_UNREACHABLE = "/nowhere/clamd.ctl", "accept"
    assert {"bantin.W012", "bantin.W013"} <= ids()
    settings.CLAMD_ADDRESS, settings.CLAMD_UNREACHABLE = running.socket, "refuse"
    assert not {"bantin.I011", "bantin.W012", "bantin.W013"} & ids()
