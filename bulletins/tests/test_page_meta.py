import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from bulletins.models import Category, Urgency
from bulletins.selectors.localized import get_version_mark
from bulletins.tests.factories import publish_bulletin, translate
from sites.tests.factories import open_in_english
from tests.html import parse_html

pytestmark = pytest.mark.django_db


def url(agency, path):
    return f"http://{agency.site.hostname}:{settings.SITE_PORT}{path}"


@pytest.fixture
def head(visit):
    return lambda agency, path: parse_html(visit(agency, path)).head


def canonical(head):
    [link] = head.select('link[rel="canonical"]')
    return link["href"]


def alternates(head):
    return {link["hreflang"]: link["href"] for link in head.select("link[hreflang]")}


def open_graph(head):
    return {meta["property"]: meta["content"] for meta in head.select("meta[property]")}


def structured_data(head):
    [element] = head.select('script[type="application/ld+json"]')
    return json.loads(element.string)


def test_every_website_names_the_issuers_as_the_original(head, health, district, province):
    publish_bulletin("Tin", source=health)
    for agency in (health, district, province):
        page = head(agency, "/ban-tin/tin/")
        assert canonical(page) == url(health, "/ban-tin/tin/")
        assert open_graph(page)["og:url"] == url(health, "/ban-tin/tin/")
        assert structured_data(page)["url"] == url(health, "/ban-tin/tin/")


def test_without_an_issuer_each_website_is_its_own_original(head, health, district):
    publish_bulletin("Tin")
    for agency in (health, district):
        assert canonical(head(agency, "/ban-tin/tin/")) == url(agency, "/ban-tin/tin/")


@pytest.mark.parametrize("audience", [["kind:district"], ["all", "-kind:department"]])
def test_an_issuer_outside_the_audience_is_not_the_original(head, health, district, audience):
    publish_bulletin("Tin", source=health, audience=audience)
    assert canonical(head(district, "/ban-tin/tin/")) == url(district, "/ban-tin/tin/")


def test_a_translation_is_an_original_of_its_own_and_a_fallback_is_not(head, health, province):
    open_in_english(health)
    translate(publish_bulletin("Có", source=health), "Translated")
    publish_bulletin("Chưa", source=health)
    assert canonical(head(health, "/en/ban-tin/co/")) == url(health, "/en/ban-tin/co/")
    assert canonical(head(health, "/ban-tin/co/")) == url(health, "/ban-tin/co/")
    assert canonical(head(health, "/en/ban-tin/chua/")) == url(health, "/ban-tin/chua/")


def test_an_original_is_in_its_language_and_is_there(head, visit, health, district):
    front = open_in_english(district)
    translate(publish_bulletin("Tin", source=health), "News")
    english, vietnamese = url(district, "/en/ban-tin/tin/"), url(health, "/ban-tin/tin/")
    assert canonical(head(district, "/en/ban-tin/tin/")) == english
    assert canonical(head(district, "/ban-tin/tin/")) == vietnamese
    assert alternates(head(district, "/en/ban-tin/tin/")) == {}
    issuers = open_in_english(health)
    assert canonical(head(district, "/en/ban-tin/tin/")) == url(health, "/en/ban-tin/tin/")
    issuers.refresh_from_db()
    issuers.unpublish()
    assert canonical(head(district, "/en/ban-tin/tin/")) == english
    front.refresh_from_db()
    front.unpublish()
    assert visit(district, "/en/ban-tin/tin/")["Location"] == "/ban-tin/tin/"


def test_open_graph_says_what_the_page_says(head, health, district):
    until = datetime(2031, 2, 3, 4, 5, tzinfo=UTC)
    bulletin = publish_bulletin(
        "Tiêm chủng", summary="Cho trẻ em.", source=health, valid_until=until
    )
    page = head(district, "/ban-tin/tiem-chung/")
    assert open_graph(page) == {
        "article:modified_time": bulletin.last_published_at.isoformat(),
        "article:expiration_time": until.isoformat(),
        "og:type": "article",
        "og:title": "Tiêm chủng",
        "og:description": "Cho trẻ em.",
        "og:url": url(health, "/ban-tin/tiem-chung/"),
        "og:site_name": "Ủy ban nhân dân huyện Ba Bể",
        "og:locale": "vi_VN",
        "og:image": url(district, "/icon-512.png"),
        "og:image:alt": "Ủy ban nhân dân huyện Ba Bể",
        "og:image:height": "512",
        "og:image:width": "512",
    }
    assert page.select_one('meta[name="description"]')["content"] == "Cho trẻ em."
    assert page.title.text == "Tiêm chủng · Ủy ban nhân dân huyện Ba Bể"


def test_structured_data_says_what_the_page_says(head, health, district):
    until = datetime(2031, 2, 3, 4, 5, tzinfo=UTC)
    bulletin = publish_bulletin(
        "Tiêm chủng",
        summary="Cho trẻ em.",
        source=health,
        category="suc-khoe",
        issued_on="2026-02-09",
        valid_until=until,
    )
    data = structured_data(head(district, "/ban-tin/tiem-chung/"))
    assert datetime.fromisoformat(data.pop("expires")) == until
    assert datetime.fromisoformat(data.pop("dateModified")) == bulletin.last_published_at
    assert data == {
        "@context": "https://schema.org",
        "@type": "SpecialAnnouncement",
        "name": "Tiêm chủng",
        "text": "Cho trẻ em.",
        "url": url(health, "/ban-tin/tiem-chung/"),
        "inLanguage": "vi",
        "datePosted": "2026-02-09",
        "category": "Sức khỏe",
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": "Sở Y tế",
            "url": url(health, ""),
        },
    }


def test_without_issuer_and_end_structured_data_names_neither(head, district):
    publish_bulletin("Tin")
    data = structured_data(head(district, "/ban-tin/tin/"))
    assert "publisher" not in data and "expires" not in data


def test_a_translation_is_described_in_its_own_language(head, health):
    open_in_english(health)
    translate(publish_bulletin("Tiêm chủng", slug="tin"), "Vaccination", summary="For children.")
    page = head(health, "/en/ban-tin/tin/")
    assert open_graph(page)["og:locale"] == "en_GB"
    assert open_graph(page)["og:title"] == "Vaccination"
    data = structured_data(page)
    assert (data["name"], data["text"], data["inLanguage"]) == (
        "Vaccination",
        "For children.",
        "en",
    )


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!--<script>", 'a"b\\c&amp;d', "']]>\u2028\u2029"],
)
def test_no_title_breaks_out_of_the_head(visit, head, health, title):
    publish_bulletin(title, slug="tin", summary=title)
    page = head(health, "/ban-tin/tin/")
    assert structured_data(page)["name"] == title
    assert open_graph(page)["og:title"] == title
    html = visit(health, "/ban-tin/tin/").content.decode()
    publish_bulletin("Thường", slug="thuong")
    plain = visit(health, "/ban-tin/thuong/").content.decode()
    for tag in ("<script", "</script", "<!--"):
        assert html.lower().count(tag) == plain.lower().count(tag)


def test_list_and_archive_describe_themselves(head, health):
    for path in ("/ban-tin/", "/ban-tin/luu-tru/"):
        assert "Sở Y tế" in head(health, path).select_one('meta[name="description"]')["content"]


def test_the_languages_of_a_bulletin_are_named_on_its_original_alone(head, health, district):
    for agency in (health, district):
        open_in_english(agency)
    translate(publish_bulletin("Tin", source=health), "News")
    publish_bulletin("Chưa dịch", source=health)
    vietnamese, english = (url(health, path) for path in ("/ban-tin/tin/", "/en/ban-tin/tin/"))
    expected = {"vi": vietnamese, "en": english, "x-default": vietnamese}
    for path in ("/ban-tin/tin/", "/en/ban-tin/tin/"):
        assert alternates(head(health, path)) == expected
        assert alternates(head(district, path)) == {}
    assert alternates(head(health, "/ban-tin/chua-dich/")) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Khác"),
        ("instruction", "Khác"),
        ("summary", "Khác"),
        ("contact_name", "Khác"),
        ("contact_telephone", "0209 3 870 000"),
        ("urgency", Urgency.IMPORTANT),
        ("category", Category.HEALTH),
        ("author_name", "Khác"),
        ("document_number", "2/CV"),
        ("issued_on", datetime(2020, 1, 1, tzinfo=UTC).date()),
        ("valid_until", datetime(2099, 1, 1, tzinfo=UTC)),
        ("closing_words", "Khác"),
    ],
)
def test_the_mark_of_a_page_tells_every_version_that_readers_can_tell(name, value):
    bulletin = publish_bulletin("Một", document_number="1/CV", urgency=Urgency.ROUTINE)
    before = get_version_mark(bulletin, bulletin)
    setattr(bulletin, name, value)
    assert get_version_mark(bulletin, bulletin) != before


def test_canonical_links_do_not_point_at_a_private_hub(head, visit, health, district):
    publish_bulletin("Của y tế", slug="y-te", source=health)
    publish_bulletin("Cho huyện", slug="huyen", source=health, audience=["kind:district"])
    for slug, owner in (("y-te", health), ("huyen", district)):
        link = canonical(head(district, f"/ban-tin/{slug}/"))
        assert link == f"{owner.root_url}/ban-tin/{slug}/"
        assert visit(owner, urlsplit(link).path).status_code == 200
