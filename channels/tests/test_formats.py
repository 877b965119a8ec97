"""What RSS, Atom and JSON Feed say of the same bulletins."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from bulletins.models import NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import publish_bulletin, translate
from content.tests.factories import create_document
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOSTILE = "]]>&lt;<!--\x0b\x1b\u202e\ufffe</title><script>"


@pytest.fixture
def read(rss, atom, json_feed):
    """Titles, links and identities, which must be the same in all three."""

    def three(agency, below="/ban-tin/"):
        feeds = [rss(agency, f"{below}rss.xml"), atom(agency, f"{below}atom.xml")]
        items = [[(e.title, e.link, e.id) for e in feed.entries] for feed in feeds]
        items.append(
            [
                (i["title"], i["url"], i["id"])
                for i in json_feed(agency, f"{below}feed.json")["items"]
            ]
        )
        assert items[0] == items[1] == items[2]
        return items[0]

    return three


def gone(visit, agency, path="/ban-tin/atom.xml"):
    root = etree.fromstring(visit(agency, path).content)
    return [(one.get("ref"), one.get("when"), one[0].text) for one in root.iter(TOMBSTONE)]


def test_three_formats_say_the_same_on_each_website(read, health, district):
    both = publish_bulletin("Chung", issued_on="2026-01-02")
    own = publish_bulletin("Riêng", audience=["kind:department"], issued_on="2026-01-03")
    chung = ("Chung", f"{health.root_url}/ban-tin/chung/", f"urn:uuid:{both.translation_key}")
    rieng = ("Riêng", f"{health.root_url}/ban-tin/rieng/", f"urn:uuid:{own.translation_key}")
    assert read(health) == [rieng, chung]
    assert read(district) == [(chung[0], f"{district.root_url}/ban-tin/chung/", chung[2])]


def test_a_category_has_feeds_of_its_own(read, atom, visit, health):
    publish_bulletin("Dịch", category="suc-khoe")
    publish_bulletin("Bão", category="thien-tai")
    path = "/ban-tin/the-loai/suc-khoe/"
    assert [title for title, *_ in read(health, path)] == ["Dịch"]
    feed = atom(health, f"{path}atom.xml").feed
    assert feed.title.startswith("Sức khỏe")
    assert feed.id == f"{health.root_url}{path}atom.xml"
    assert feed.link == f"{health.root_url}/ban-tin/?muc=suc-khoe"
    assert visit(health, "/ban-tin/the-loai/khac/atom.xml").status_code == 404


def test_english_feeds_have_english_words_and_say_where_they_are_vietnamese(
    read, atom, json_feed, health
):
    open_in_english(health)
    translate(publish_bulletin("Có", issued_on="2026-01-02"), "News")
    publish_bulletin("Chưa", issued_on="2026-01-01")
    assert [title for title, *_ in read(health, "/en/ban-tin/")] == ["News", "Chưa"]
    feed = json_feed(health, "/en/ban-tin/feed.json")
    assert (feed["language"], [item["language"] for item in feed["items"]]) == ("en", ["en", "vi"])
    canons = [item["_bantin"]["canonical_url"] for item in feed["items"]]
    assert canons == [f"{health.root_url}{path}" for path in ("/en/ban-tin/co/", "/ban-tin/chua/")]
    entries = atom(health, "/en/ban-tin/atom.xml").entries
    assert [entry.title_detail.language for entry in entries] == ["en", "vi"]


def test_the_canon_of_a_translation_is_here_where_its_issuer_has_no_such_language(
    json_feed, health, district
):
    open_in_english(district)
    translate(publish_bulletin("Tin", source=health), "News")
    [item] = json_feed(district, "/en/ban-tin/feed.json")["items"]
    assert item["_bantin"]["canonical_url"] == f"{district.root_url}/en/ban-tin/tin/"
    open_in_english(health)
    [item] = json_feed(district, "/en/ban-tin/feed.json")["items"]
    assert item["_bantin"]["canonical_url"] == f"{health.root_url}/en/ban-tin/tin/"


def test_the_canon_is_at_the_issuer_who_shows_it(atom, rss, json_feed, health, district):
    publish_bulletin("Tin", source=health)
    publish_bulletin("Riêng", source=health, audience=["kind:district"])
    canon = {"Tin": f"{health.root_url}/ban-tin/tin/"}
    canon["Riêng"] = f"{district.root_url}/ban-tin/rieng/"
    for feed in (atom(district), rss(district)):
        for entry in feed.entries:
            [link] = [one.href for one in entry.links if one.rel == "canonical"]
            assert link == canon[entry.title]
            assert entry.author == "Sở Y tế"
    for item in json_feed(district)["items"]:
        assert item["_bantin"]["canonical_url"] == canon[item["title"]]


def test_a_note_is_an_update_of_the_same_entry(atom, rss, json_feed, clock, health):
    bulletin = publish_bulletin("Mưa", instruction="Vào nhà.", summary="Mưa to.")
    clock(timezone.now().replace(microsecond=0) + HOUR)
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.CORRECTION, text="<b>Không</b>", by=None)
    moment = timezone.now()
    [entry] = atom(health).entries
    [item] = json_feed(health)["items"]
    [rss_item] = rss(health).entries
    stamp = f"Đính chính {timezone.localtime(moment):%H:%M, %d/%m/%Y}"
    assert item["content_text"] == f"{stamp}: <b>Không</b>\n\nViệc cần làm: Vào nhà.\n\nMưa to."
    assert "&lt;b&gt;Không&lt;/b&gt;" in item["content_html"]
    assert entry.summary == rss_item.summary
    assert [datetime.fromisoformat(e.updated) for e in (entry, rss_item)] == [moment, moment]
    assert datetime.fromisoformat(item["date_modified"]) == moment
    assert datetime.fromisoformat(atom(health).feed.updated) == moment


def test_what_is_withdrawn_leaves_and_atom_remembers_it_for_thirty_days(
    read, visit, atom, clock, health, district
):
    clock(datetime(2026, 3, 1, 5, tzinfo=timezone.get_default_timezone()))
    bulletin = publish_bulletin("Nhầm", audience=["kind:department"], category="suc-khoe")
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Sai ngày ]]>\x0b", by=None)
    bulletin.refresh_from_db()
    told = (f"urn:uuid:{bulletin.translation_key}", bulletin.withdrawn_at, "Sai ngày ]]>")
    assert read(health) == []
    [(ref, when, comment)] = gone(visit, health)
    assert (ref, datetime.fromisoformat(when), comment) == told
    assert datetime.fromisoformat(atom(health).feed.updated) == bulletin.withdrawn_at
    assert len(gone(visit, health, "/ban-tin/the-loai/suc-khoe/atom.xml")) == 1
    assert gone(visit, health, "/ban-tin/the-loai/an-toan/atom.xml") == []
    assert gone(visit, district) == []
    for days, known in ((30, True), (31, False)):
        clock(datetime(2026, 3, 1, 23, tzinfo=timezone.get_default_timezone()) + days * 24 * HOUR)
        assert bool(gone(visit, health)) is known
    lifecycle.restore_bulletin(bulletin=bulletin, by=None)
    assert [title for title, *_ in read(health)] == ["Nhầm"] and gone(visit, health) == []


def test_files_are_enclosed_at_the_website_that_was_asked(atom, rss, json_feed, health, district):
    bulletin = publish_bulletin("Tin")
    for title in ("Một", "Hai"):
        file = create_document(health.collection, title)
        bulletin.attachments.create(document=file)
    bulletin.save_revision().publish()
    size = file.get_file_size()
    [item] = json_feed(district)["items"]
    assert len(item["attachments"]) == 2
    assert item["attachments"][1] == {
        "url": f"{district.root_url}{file.url}",
        "mime_type": "application/pdf",
        "size_in_bytes": size,
    }
    [entry] = atom(district).entries
    assert [(e.href, e.length, e.type) for e in entry.enclosures] == [
        (one["url"], str(size), "application/pdf") for one in item["attachments"]
    ]
    # RSS has room for one.
    [entry] = rss(district).entries
    assert [e.href for e in entry.enclosures] == [item["attachments"][0]["url"]]


def test_hostile_words_break_no_format(read, health):
    bulletin = publish_bulletin("x", slug="x", summary=HOSTILE, instruction=HOSTILE)
    bulletin.title = HOSTILE
    bulletin.save_revision().publish()
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text=HOSTILE, by=None)
    [(title, *_)] = read(health)
    assert title.startswith("]]>") and "\x0b" not in title


def test_an_empty_feed_is_valid_and_the_same_until_something_happens(read, visit, clock, health):
    assert read(health) == []
    before = {path: visit(health, f"/ban-tin/{path}").content for path in ("rss.xml", "atom.xml")}
    clock(timezone.now() + timedelta(seconds=1))
    publish_bulletin("Nơi khác", audience=["all", "-kind:department"])
    for path, content in before.items():
        assert visit(health, f"/ban-tin/{path}").content == content


@pytest.mark.parametrize(
    "name", ["rss.xml", "atom.xml", "feed.json", "the-loai/doi-song/feed.json"]
)
def test_who_has_the_newest_feed_gets_it_no_second_time(visit, kept, health, name):
    path = f"/ban-tin/{name}"
    publish_bulletin("Tin", category="doi-song")
    first = visit(health, path)
    assert kept(health, path)
    again = visit(health, path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish_bulletin("Tin khác", category="doi-song")
    after = visit(health, path, headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200


def test_scripts_of_any_website_may_read_json_and_nothing_else(visit, health):
    asking = {"origin": "https://xa.example"}
    first = visit(health, "/ban-tin/feed.json", headers=asking)
    again = visit(health, "/ban-tin/feed.json", headers=asking | {"if-none-match": first["ETag"]})
    assert again.status_code == 304
    for response in (first, again):
        assert response["Access-Control-Allow-Origin"] == "*"
    for path in ("/", "/ban-tin/", "/ban-tin/rss.xml", "/ban-tin/atom.xml"):
        assert "Access-Control-Allow-Origin" not in visit(health, path, headers=asking)
