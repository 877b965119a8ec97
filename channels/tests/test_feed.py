from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone

from bulletins.models import Bulletin
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency, translate
from channels.feeds.source import MAX_ITEMS
from conftest import PAST_THE_CACHE
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def channel(visit):
    def get(agency, path="/ban-tin/rss.xml"):
        response = visit(agency, path)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
        root = ElementTree.fromstring(response.content)  # noqa: S314
        assert (root.tag, root.attrib["version"]) == ("rss", "2.0")
        return root.find("channel")

    return get


def texts(channel, tag):
    return [element.text for element in channel.findall(f"item/{tag}")]


def base(agency):
    return f"http://{agency.site.hostname}:{settings.SITE_PORT}"


def test_the_feed_has_exactly_what_is_in_force_here_newest_first(channel, health, district):
    now = timezone.now()
    publish_emergency("Khẩn", issued_on="2026-01-01", valid_until=now + HOUR)
    publish_bulletin("Mới", issued_on="2026-01-03")
    publish_bulletin("Giữa", issued_on="2026-01-02")
    publish_bulletin("Nơi khác", audience=["kind:district"], issued_on="2026-01-04")
    publish_bulletin("Hết", valid_until=now)
    publish_bulletin("Sắp", valid_from=now + HOUR)
    publish_bulletin("Rút").unpublish()
    create_draft("Nháp")
    assert texts(channel(health), "title") == ["Mới", "Giữa", "Khẩn"]
    assert texts(channel(district), "title") == ["Nơi khác", "Mới", "Giữa", "Khẩn"]


def test_the_channel_names_its_website(channel, health, district):
    for agency in (health, district):
        feed = channel(agency)
        assert agency.name_vi in feed.findtext("title")
        assert agency.name_vi in feed.findtext("description")
        assert feed.findtext("link") == f"{base(agency)}/ban-tin/"
        assert feed.find(f"{ATOM}link").attrib["href"] == f"{base(agency)}/ban-tin/rss.xml"
        assert feed.findtext("language") == "vi"


def test_an_item_has_the_facts_of_its_bulletin(channel, health, district):
    publish_bulletin(
        "Tiêm", summary="Cho trẻ.", category="suc-khoe", source=district, issued_on="2026-02-09"
    )
    [item] = channel(health).findall("item")
    assert item.findtext("title") == "Tiêm"
    assert item.findtext("description") == "<p>Cho trẻ.</p>"
    assert [category.text for category in item.findall("category")] == ["Sức khỏe"]
    issued = parsedate_to_datetime(item.findtext("pubDate"))
    assert (str(issued.date()), issued.utcoffset()) == ("2026-02-09", timedelta(hours=7))


def test_links_lead_to_the_website_that_was_asked(channel, health, district):
    publish_bulletin("Tin", source=district)
    for agency in (health, district):
        assert texts(channel(agency), "link") == [f"{base(agency)}/ban-tin/tin/"]


def test_a_bulletin_has_one_identity_on_every_website_and_in_every_language(
    channel, health, district
):
    open_in_english(health)
    bulletin = publish_bulletin("Tin")
    translate(bulletin, "News")
    feeds = [channel(health), channel(district), channel(health, "/en/ban-tin/rss.xml")]
    assert [texts(feed, "title") for feed in feeds] == [["Tin"], ["Tin"], ["News"]]
    for feed in feeds:
        [guid] = feed.findall("item/guid")
        assert guid.text == f"urn:uuid:{bulletin.translation_key}"
        assert guid.attrib == {"isPermaLink": "false"}
    assert texts(feeds[2], "link") == [f"{base(health)}/en/ban-tin/tin/"]


def test_the_identity_outlives_a_correction(channel, health):
    bulletin = publish_bulletin("Cũ")
    before = texts(channel(health), "guid")
    bulletin.title, bulletin.slug = "Mới", "moi"
    bulletin.save_revision().publish()
    assert texts(channel(health), "title") == ["Mới"]
    assert texts(channel(health), "guid") == before


def test_markup_in_a_title_stays_text(channel, health):
    publish_bulletin("<b>1 & 2</b> ]]>", slug="x")
    assert texts(channel(health), "title") == ["<b>1 & 2</b> ]]>"]


@pytest.mark.parametrize("field", ["title", "summary"])
def test_control_characters_in_a_text_do_not_take_the_feed_away(channel, health, field):
    # Word writes U+000B for a line break inside a paragraph.
    Bulletin.objects.create(**{"title": "a", "slug": "a", "summary": "s", field: "một\x0bhai"})
    assert len(channel(health).findall("item")) == 1


def test_a_feed_without_bulletins_is_a_feed(channel, health):
    assert channel(health).findall("item") == []


def test_a_reader_who_has_the_newest_feed_gets_it_no_second_time(visit, health):
    publish_bulletin("Tin")
    first = visit(health, "/ban-tin/rss.xml")
    again = visit(health, "/ban-tin/rss.xml", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish_bulletin("Tin khác")
    after = visit(health, "/ban-tin/rss.xml", headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200


def test_a_withdrawn_bulletin_leaves_the_feed_of_readers_who_ask_by_date(visit, health):
    publish_bulletin("Cũ")
    newer = publish_bulletin("Mới")
    first = visit(health, "/ban-tin/rss.xml")
    newer.unpublish()
    asked = {"if-modified-since": first["Last-Modified"]} if "Last-Modified" in first else {}
    after = visit(health, "/ban-tin/rss.xml", headers=asked)
    assert after.status_code == 200 and "Mới" not in after.content.decode()


def test_a_long_feed_ends_at_its_limit_and_costs_no_more(
    channel, visit, health, django_assert_num_queries
):
    bulletin = publish_bulletin("Tin")
    visit(health)
    with django_assert_num_queries(6):
        visit(health, "/ban-tin/rss.xml" + PAST_THE_CACHE)
    for number in range(MAX_ITEMS):
        Bulletin.objects.create(
            title="Tin", slug=f"tin-{number}", summary="s", issued_on=bulletin.issued_on
        )
    with django_assert_num_queries(6):
        visit(health, "/ban-tin/rss.xml" + PAST_THE_CACHE)
    assert len(channel(health).findall("item")) == MAX_ITEMS


def test_pages_lead_feed_readers_to_the_feed(visit, health):
    assert 'type="application/rss+xml"' in visit(health, "/").content.decode()
