"""The feeds of the whole province."""

import pytest

from bulletins.services import lifecycle
from bulletins.tests.factories import (
    create_placement,
    publish_bulletin,
    publish_emergency,
    translate,
)
from channels.tests.cap import read_alert
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

FOLDER = "/ban-tin/toan-tinh"
CAP = f"{FOLDER}/cap.atom"
PATHS = [f"{FOLDER}/{file}" for file in ("rss.xml", "atom.xml", "feed.json")]


def links(feed):
    return {entry.title: entry.link for entry in feed.entries}


def test_everything_is_there_at_the_issuers_or_else_at_a_website_that_shows_it(
    rss, atom, json_feed, province, health, district
):
    publish_bulletin("Chung")
    publish_bulletin("Của sở", source=health)
    publish_bulletin("Cho huyện", audience=["kind:district"], source=province)
    publish_bulletin("Cho không ai", audience=["kind:commune"])
    hidden = publish_bulletin("Sở ẩn", audience=["kind:district", "kind:department"], source=health)
    create_placement(hidden, health, hidden=True)
    expected = {
        "Chung": f"{province.root_url}/ban-tin/chung/",
        "Của sở": f"{health.root_url}/ban-tin/cua-so/",
        "Cho huyện": f"{district.root_url}/ban-tin/cho-huyen/",
        "Sở ẩn": f"{district.root_url}/ban-tin/so-an/",
    }
    assert links(rss(province, PATHS[0])) == links(atom(province, PATHS[1])) == expected
    items = json_feed(province, PATHS[2])["items"]
    assert {item["title"]: item["url"] for item in items} == expected


def test_an_emergency_is_there_though_it_was_hidden_while_it_was_routine(
    rss, visit, province, district
):
    bulletin = publish_bulletin("Lũ", audience=["kind:district"], source=province)
    create_placement(bulletin, district, hidden=True)
    address = f"{district.root_url}/ban-tin/lu/"
    assert links(rss(province, PATHS[0])) == {}
    assert visit(district, "/ban-tin/lu/").status_code == 404
    bulletin.urgency = "emergency"
    bulletin.save_revision().publish()
    assert links(rss(province, PATHS[0])) == {"Lũ": address}
    for path in ("/", "/ban-tin/", "/ban-tin/rss.xml", "/ban-tin/nhung/", "/tim-kiem/?q=lũ"):
        assert "/ban-tin/lu/" in visit(district, path).content.decode(), path
    assert visit(district, "/ban-tin/lu/cap.xml").status_code == 200


def test_in_english_every_address_leads_to_a_page(visit, rss, province, health, district):
    open_in_english(province)
    open_in_english(district)
    for title, audience in (
        ("Chung", ["all"]),
        ("Cho huyện", ["kind:department", "kind:district", f"-agency:{health.pk}"]),
        ("Cho sở", ["kind:department"]),
    ):
        translate(publish_bulletin(title, source=health, audience=audience), f"{title} in English")
    publish_bulletin("Chưa dịch", source=health)
    assert links(rss(province, f"/en{PATHS[0]}")) == {
        "Chung in English": f"{province.root_url}/en/ban-tin/chung/",
        "Cho huyện in English": f"{district.root_url}/en/ban-tin/cho-huyen/",
        "Cho sở": f"{health.root_url}/ban-tin/cho-so/",
        "Chưa dịch": f"{health.root_url}/ban-tin/chua-dich/",
    }


@pytest.mark.parametrize("path", PATHS)
def test_what_is_for_others_is_there_and_gone_at_the_next_request(visit, province, path):
    before = visit(province, path)
    bulletin = publish_bulletin("Lũ", audience=["kind:district"])
    address = "/ban-tin/lu/"
    after = visit(province, path, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and address in after.content.decode()
    again = visit(province, path, headers={"if-none-match": after["ETag"]})
    assert again.status_code == 304
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    assert address not in visit(province, path).content.decode()


def test_atom_remembers_what_was_withdrawn_from_others(visit, province):
    bulletin = publish_bulletin("Lũ", audience=["kind:district"])
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    tombstone = f'<at:deleted-entry ref="urn:uuid:{bulletin.translation_key}"'
    assert tombstone in visit(province, PATHS[1]).content.decode()


def test_only_the_province_has_them_and_says_so(visit, province, health):
    for path in [*PATHS, CAP]:
        assert visit(health, path).status_code == 404
        assert path in visit(province, "/ban-tin/nguon-tin/").content.decode()
        assert path not in visit(health, "/ban-tin/nguon-tin/").content.decode()


def test_warning_systems_find_every_emergency_at_one_address(
    visit, atom, province, health, district
):
    publish_emergency("Cho mọi người", slug="chung")
    publish_emergency("Cho huyện", slug="cho-huyen", audience=["kind:district"], source=health)
    publish_emergency("Cho không ai", slug="khong-ai", audience=["kind:commune"], source=health)
    publish_bulletin("Thường")
    entries = {entry.title: entry for entry in atom(province, CAP).entries}
    assert set(entries) == {"Cho mọi người", "Cho huyện", "Cho không ai"}
    for title, entry in entries.items():
        path = entry.link.removeprefix(province.root_url)
        message = read_alert(visit(province, path))
        assert (message("headline"), message("identifier")) == ([title], [entry.id])
    pages = {link.href for link in entries["Cho huyện"].links if link.rel == "related"}
    assert pages == {f"{district.root_url}/ban-tin/cho-huyen/"}
    message = read_alert(visit(province, "/ban-tin/cho-huyen/cap.xml"))
    assert message("web") == [f"{district.root_url}/ban-tin/cho-huyen/"]
    # Elsewhere an alert is where its bulletin is.
    assert visit(health, "/ban-tin/cho-huyen/cap.xml").status_code == 404


def test_an_alert_of_others_is_corrected_and_cancelled_at_the_next_request(
    visit, atom, province, health
):
    bulletin = publish_emergency("Lũ", audience=["kind:district"])
    path = "/ban-tin/lu/cap.xml"
    before = visit(province, path)
    assert read_alert(before)("msgType") == ["Alert"]
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    after = visit(province, path, headers={"if-none-match": before["ETag"]})
    assert read_alert(after)("msgType") == ["Cancel"]
    [entry] = atom(province, CAP).entries
    assert entry.link == f"{province.root_url}/ban-tin/lu/cap/2.xml"
    assert visit(province, "/ban-tin/lu/cap/1.xml").status_code == 410
