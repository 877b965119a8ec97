"""Whatever a website says, in pages, feeds, search and heads, leads to public files alone."""

import html
import json
import re

import pytest
from django.conf import settings
from django.test import Client

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from channels.tests.factories import create_recording
from conftest import commit
from content.tests.factories import (
    create_document,
    create_picture,
    make_file_block,
    make_picture_block,
)
from home.tests.factories import (
    publish_article,
    publish_document,
    publish_news,
    publish_procedure,
    restrict_page,
)
from sites.permissions.group_permissions import get_shared_collection

pytestmark = pytest.mark.django_db

FILE = re.compile(r"(?:https?://([^/\s\"'<>]+))?(/(?:documents/\d+/|media/)[^\s\"'<>,)]+)")
LISTS = [
    "/",
    "/tin-tuc/",
    "/tin-tuc/rss.xml",
    "/van-ban/",
    "/van-ban/rss.xml",
    "/so-do/",
    "/ban-tin/",
    "/ban-tin/luu-tru/",
    "/ban-tin/rss.xml",
    "/ban-tin/atom.xml",
    "/ban-tin/feed.json",
    "/ban-tin/cap.atom",
    "/ban-tin/lich.ics",
    "/ban-tin/nhung/",
    "/tim-kiem/?q=kín",
    "/tim-kiem/?q=lũ",
    "/tim-kiem/?q=kín&o=tat-ca",
    "/tim-kiem/goi-y/?q=kín",
    "/sitemap.xml",
    "/site.webmanifest",
]


OF_THE_PROVINCE = ["/ban-tin/toan-tinh/atom.xml", "/ban-tin/toan-tinh/feed.json"]


def everything_private(agency):
    """Files that must be told of nowhere, in all the ways in which things are not public."""
    files = [
        create_document(agency.collection, "Kín", name=f"kin-{number}.pdf") for number in range(6)
    ]
    pictures = [create_picture(agency.collection) for _ in range(2)]
    restrict_page(publish_document(agency, "Kín", file=files[0]))
    restrict_page(publish_news(agency, "Kín", image=pictures[0], body=[make_file_block(files[1])]))
    publish_article(agency, files[2], pictures[1], slug="go").unpublish()
    page = publish_article(agency, slug="nhap")
    page.body = [make_file_block(files[3])]
    page.save_revision()
    gone = publish_bulletin(files=[files[4]], title="Sai")
    withdraw_bulletin(bulletin=gone, reason="Sai", by=None)
    return files, pictures


def everything_public(agency, other):
    files = [
        create_document(agency.collection, "Lũ", name=f"mo-{number}.pdf") for number in range(3)
    ]
    pictures = [create_picture(agency.collection, size=(1300, 900)) for _ in range(2)]
    pages = [
        publish_document(agency, "Lũ", file=files[0]),
        publish_procedure(agency, "Lũ", forms=[files[1]]),
        publish_news(agency, "Lũ", image=pictures[0], body=[make_file_block(files[2])]),
    ]
    central = create_document(get_shared_collection(), "Lũ", name="chung.pdf")
    elsewhere = create_document(get_shared_collection(), "Lũ", name="noi-khac.pdf")
    shown = publish_bulletin(files=[central], title="Lũ", body=[make_picture_block(pictures[1])])
    create_recording(shown)
    # Told by the province, and read at its issuer's.
    publish_bulletin(
        files=[elsewhere], title="Lũ ở huyện", audience=["kind:district"], source=other
    )
    return [page.get_url_parts()[2] for page in pages] + [shown.path]


def addresses_in(response):
    """Hosts, empty for the one that was asked, and paths of files in all that is answered."""
    text = response.content.decode()
    if response["Content-Type"].startswith("text/calendar"):
        text = text.replace("\r\n ", "")
    for script in re.findall(r'ld\+json"[^>]*>(.*?)</script>', text, re.DOTALL):
        text += json.dumps(json.loads(script), ensure_ascii=False)
    return set(FILE.findall(html.unescape(text).replace("\\/", "/")))


def test_no_page_feed_or_search_leads_to_a_file_that_is_not_public(
    visit, health, district, province, work_off
):
    files, pictures = everything_private(health)
    paths = everything_public(health, district)
    commit()
    work_off()
    secrets = {file.url for file in files} | {picture.secret for picture in pictures}
    seen = set()
    for agency, own in ((health, paths), (province, OF_THE_PROVINCE)):
        for path in LISTS + own:
            response = visit(agency, path)
            assert response.status_code == 200, (agency, path)
            found = addresses_in(response)
            assert not [one for one in secrets for _host, file in found if one in file], path
            seen |= {(host or host_of(agency), file) for host, file in found}
    assert {file.rpartition(".")[2] for _host, file in seen} >= {"pdf", "jpg", "avif", "mp3"}
    for host, file in seen:
        assert Client(headers={"host": host}).get(file).status_code == 200, (host, file)


def host_of(agency):
    return f"{agency.site.hostname}:{settings.SITE_PORT}"


def test_what_units_pass_on_of_a_bulletin_leads_to_public_files_alone(
    sign_in, health, health_moderator
):
    central = create_document(get_shared_collection())
    bulletin = publish_bulletin(files=[central])
    create_recording(bulletin)
    client = sign_in(health_moderator)
    screen = client.get(f"/admin/kenh-phat/{bulletin.pk}/")
    assert screen.status_code == 200
    found = addresses_in(screen)
    assert {path.rpartition(".")[2] for _host, path in found} == {"mp3"}
    for _host, path in found:
        assert client.get(path).status_code == 200
    withdraw_bulletin(bulletin=bulletin, reason="Sai", by=None)
    for _host, path in found:
        assert client.get(path).status_code == 404
