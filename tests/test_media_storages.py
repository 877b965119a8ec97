"""Uploaded files in a folder and on S3: served alike, whole and in part, and told of nowhere."""

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.models import Urgency
from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from channels.tests.factories import create_recording
from config import environment
from content.files.s3 import S3MediaStorage
from content.files.storages import StorageReadError
from content.models import CustomImage, CustomRendition
from content.tests.doors import picture_fields, said
from content.tests.factories import (
    create_document,
    create_picture,
    encode_image,
    make_halves,
    make_picture_block,
    make_upload,
)
from home.tests.factories import (
    make_person_block,
    publish_article,
    publish_news,
    publish_organisation,
)
from sites.models import AgencySettings
from tests.s3 import run_s3_server
from tests.servers import make_certificate

pytestmark = pytest.mark.django_db
# Python refuses to read a number of so many digits.
LONG = f"bytes={'9' * 5000}-"
PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 800 + b"\n%%EOF\n"
ADDRESSES = re.compile(r"/(?:media|documents)/[^\s\"'<>,)\\]+")


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.drill("servers"))])
def storage(request, settings, monkeypatch, tmp_path):
    """Files in an empty folder, or on a server that speaks S3; gives the server or None."""
    settings.MEDIA_ROOT = str(tmp_path)
    if request.param == "folder":
        yield None
        return
    with run_s3_server() as server:
        monkeypatch.setenv("MEDIA_STORAGE", server.url)
        media = environment.get_media_storage("MEDIA_STORAGE")
        settings.STORAGES = settings.STORAGES | {"default": media}
        yield server


@pytest.fixture
def paper(storage, health):
    """The address of a public file of 205 KB."""
    document = create_document(health.collection, file=make_upload("ke-hoach.pdf", PAPER))
    publish_article(health, document, slug="giay")
    return document.url


def read(response):
    return b"".join(response) if response.streaming else response.content


def test_a_file_is_sent_whole_in_part_and_not_again_to_whom_has_it(visit, health, paper):
    whole = visit(health, paper)
    assert (whole.status_code, read(whole)) == (200, PAPER)
    tag, length = whole["ETag"], str(len(PAPER))
    assert (whole["Content-Length"], whole["Accept-Ranges"]) == (length, "bytes")
    assert "ke-hoach.pdf" in whole["Content-Disposition"]
    assert visit(health, paper, headers={"if-none-match": tag}).status_code == 304
    assert visit(health, paper, headers={"if-match": '"x"'}).status_code == 412


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=9-18", 9, 18), ("bytes=100000-", 100_000, None), ("bytes=-7", -7, None),
     ("bytes=0-9999999", 0, None)],
)  # fmt: skip
def test_a_part_of_a_file_is_sent(visit, health, paper, asked, first, last):
    part = visit(health, paper, headers={"range": asked})
    expected = PAPER[first : None if last is None else last + 1]
    start = first % len(PAPER)
    assert (part.status_code, read(part)) == (206, expected)
    end = start + len(expected) - 1
    assert part["Content-Range"] == f"bytes {start}-{end}/{len(PAPER)}"
    assert part["Content-Length"] == str(len(expected))
    tag = {"range": asked, "if-range": part["ETag"]}
    assert visit(health, paper, headers=tag).status_code == 206
    assert visit(health, paper, headers=tag | {"if-range": '"former"'}).status_code == 200


def test_a_part_beyond_the_end_is_refused_and_what_is_no_part_means_the_whole(visit, health, paper):
    for asked in (f"bytes={len(PAPER)}-", "bytes=-0"):
        beyond = visit(health, paper, headers={"range": asked})
        assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(PAPER)}")
    for asked in ("bytes=5-2", "bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b", LONG):
        assert read(visit(health, paper, headers={"range": asked})) == PAPER


def test_head_says_what_get_would(storage, health, paper, anonymous, visit):
    host = f"{health.site.hostname}:8000"
    got, head = visit(health, paper), anonymous(host).head(paper)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Accept-Ranges", "Content-Disposition"):
        assert head[name] == got[name], name


def test_no_request_makes_a_size_and_none_tells_where_files_are_kept(
    storage, visit, health, district, settings, work_off
):
    picture = create_picture(health.collection, size=(900, 700))
    AgencySettings.objects.update_or_create(site=health.site, defaults={"emblem": picture})
    paper = create_document(health.collection)
    publish_news(health, "Lũ", slug="lu", image=picture, body=[make_picture_block(picture)])
    publish_organisation(health, leaders=[make_person_block("Lò Thị Mai", photo=picture)])
    publish_article(health, paper, slug="giay")
    urgent = publish_bulletin(
        "Lũ quét", slug="lu-quet", urgency=Urgency.EMERGENCY, files=[create_document()],
        body=[make_picture_block(create_picture(size=(900, 600)))],
    )  # fmt: skip
    recording = create_recording(urgent)
    secrets = storage.list_secrets() if storage else [settings.MEDIA_ROOT]
    paths = [
        "/", "/tin-tuc/", "/tin-tuc/lu/", "/tin-tuc/giay/", "/tin-tuc/rss.xml", "/sitemap.xml",
        "/ban-tin/", "/ban-tin/lu-quet/", "/ban-tin/lu-quet/ap-phich.pdf", "/ban-tin/rss.xml",
        "/ban-tin/atom.xml", "/ban-tin/feed.json", "/ban-tin/cap.atom", "/ban-tin/lich.ics",
        "/ban-tin/nhung/", "/tim-kiem/?q=lũ", "/favicon.svg", "/icon-192.png", "/favicon.ico",
        "/so-do/", "/lien-he.vcf", "/gioi-thieu/co-cau-to-chuc/", "/ban-tin/lu-quet/wifi/",
    ]  # fmt: skip
    for path in paths:
        assert visit(health, path).status_code == 200, path
    assert not CustomRendition.objects.exists()
    work_off()
    files = {paper.url, recording.file.url}
    for path in paths:
        text = tell(visit(health, path), secrets)
        files |= set(ADDRESSES.findall(text.replace("\\/", "/")))
    assert {file.rpartition(".")[2] for file in files} >= {"pdf", "jpg", "webp", "avif", "mp3"}
    for file in files:
        for agency in (health, district):
            tell(visit(agency, file), secrets)
        assert visit(health, file).status_code == 200, file
    # What is not public any more is not told apart from what was never there.
    withdraw_bulletin(bulletin=urgent, reason="Sai", by=None)
    tell(visit(health, recording.file.url), secrets)
    if storage:
        assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))
        assert len([name for name in storage.list_names() if name.startswith("tep/")]) > 20


def tell(response, secrets):
    """Return all that an answer says; it says nothing of these."""
    content = read(response).decode("latin-1")
    headers = json.dumps(dict(response.headers))
    for secret in secrets:
        assert secret not in content and secret not in headers, secret
    return content


@pytest.mark.drill("servers")
@pytest.mark.parametrize("storage", ["s3"], indirect=True)
def test_a_storage_that_does_not_answer_breaks_no_page_and_refuses_uploads_in_words(
    storage, visit, health, health_editor, sign_in, work_off, paper
):
    picture = create_picture(health.collection, size=(900, 600))
    publish_news(health, "Lũ", slug="lu", image=picture)
    work_off()
    client = sign_in(health_editor)
    storage.stop()
    for path in ("/?trang=1", "/tin-tuc/lu/?trang=1", "/ban-tin/cap.atom", "/favicon.svg"):
        assert visit(health, path).status_code == 200
    lost = visit(health, paper)
    assert (lost.status_code, lost["Retry-After"]) == (503, "30")
    upload = SimpleUploadedFile("a.png", encode_image(make_halves((300, 200)), "PNG"))
    fields = picture_fields(health) | {"file": upload}
    refused = client.post("/admin/images/add/", fields)
    assert (refused.status_code, "không còn chỗ" in said(refused)) == (507, True)
    assert CustomImage.objects.count() == 1
    assert client.get("/admin/images/").status_code == 200


@pytest.mark.drill("servers")
def test_a_server_with_a_certificate_of_a_private_authority_is_trusted_where_it_is_named(
    monkeypatch, tmp_path
):
    file, _tls = make_certificate(tmp_path, "localhost")
    with run_s3_server(file) as server:
        monkeypatch.setenv("MEDIA_STORAGE", server.url)
        options = environment.get_media_storage("MEDIA_STORAGE")["OPTIONS"]
        with pytest.raises(StorageReadError, match="CERTIFICATE_VERIFY_FAILED"):
            S3MediaStorage(**options).listdir("")
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        storage = S3MediaStorage(**options)
        storage.save("giay.pdf", ContentFile(PAPER))
        assert storage.listdir("") == ([], ["giay.pdf"])


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ("s3://a%2Fb:c@kho.example:9000/tep", {
            "access_key": "a/b", "secret_key": "c", "endpoint_url": "https://kho.example:9000",
            "bucket_name": "tep", "location": "", "region_name": "us-east-1",
        }),
        ("s3://a:b@[::1]:9/tep/bac-kan?region=hn-1&tls=no", {
            "access_key": "a", "secret_key": "b", "endpoint_url": "http://[::1]:9",
            "bucket_name": "tep", "location": "bac-kan", "region_name": "hn-1",
        }),
        ("s3:///tep-bac-kan?region=ap-southeast-1", {
            "bucket_name": "tep-bac-kan", "location": "", "region_name": "ap-southeast-1",
        }),
    ],
)  # fmt: skip
def test_one_variable_says_where_files_are_kept(monkeypatch, value, options):
    monkeypatch.setenv("MEDIA_STORAGE", value)
    found = environment.get_media_storage("MEDIA_STORAGE")
    assert found == {"BACKEND": environment.S3_STORAGE, "OPTIONS": options}


@pytest.mark.parametrize(
    "value",
    ["https://kho.example/tep", "s3://a:mat-khau@kho.example", "s3://a@kho.example/tep",
     "s3://a:mat-khau@kho.example/tep?tls=perhaps", "s3://a:mat-khau@kho.example/tep?x=1",
     "s3://a:mat-khau@kho.example:port/tep", "s3://a:mat-khau@kho.example/T"],
)  # fmt: skip
def test_a_wrong_variable_ends_the_start_in_one_sentence_without_the_secret(monkeypatch, value):
    monkeypatch.setenv("MEDIA_STORAGE", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.get_media_storage("MEDIA_STORAGE")
    assert "MEDIA_STORAGE must be s3://" in str(refusal.value)
    assert "mat-khau" not in str(refusal.value)
