"""Urgent bulletins above the hits, on whichever website somebody searches."""

import pytest

from bulletins.services.lifecycle import end_bulletin
from bulletins.tests.factories import (
    create_draft,
    publish_bulletin,
    publish_emergency,
    translate,
)
from home.tests.factories import publish_news
from search.tests.client import fetch_results, list_hit_urls
from sites.models import Kind
from sites.tests.factories import create_agency, open_in_english

pytestmark = pytest.mark.django_db

TITLE = "Nguy cơ lũ quét và sạt lở đất"
SLUG = "nguy-co-lu-quet-va-sat-lo-dat"


@pytest.fixture
def flood(health, district):
    """For the district alone, written by the department of health."""
    return publish_emergency(
        TITLE,
        audience=[district.own_code],
        source=health,
        summary="Lũ có thể xảy ra ở ven suối và các thôn vùng cao.",
        instruction="Rời ngay nhà ven suối, chân đồi dốc.",
    )


@pytest.fixture
def there(flood, district):
    return f"{district.root_url}/ban-tin/{SLUG}/"


@pytest.fixture
def labour(db):
    """A unit that has nothing to do with it."""
    return create_agency("so-lao-dong", Kind.DEPARTMENT, name_vi="Sở Lao động")


def test_three_searches_find_it_on_every_website_and_say_where_it_holds(
    visit, there, province, health, labour, district
):
    for agency in (province, health, labour):
        for typed in ("lũ quét", "khẩn cấp", "sat lo ba be"):
            page = fetch_results(visit, agency, typed)
            [first, *_others] = page.select("ol.results > li")
            assert first.h2.a["href"] == there, (agency, typed)
            assert first.h2.a.text == TITLE
            assert district.heading in first.text
            # Two steps: search, open.
            assert "Không tìm thấy" not in page.main.text


def test_where_it_is_shown_it_is_found_by_words_of_urgency_and_stands_once(visit, flood, district):
    for typed in ("khan cap", "sơ tán", "cảnh báo", "thông báo khẩn", "lũ quét", "Lũ quét Ba Bể"):
        [first, *others] = list_hit_urls(visit, district, typed)
        assert first == f"/ban-tin/{SLUG}/" not in others, typed


def test_it_stands_once_where_the_whole_province_is_searched(visit, district, health, labour):
    flood = publish_emergency(TITLE, audience=[district.own_code, health.own_code], source=health)
    publish_bulletin("Lũ quét năm trước", source=health)
    assert list_hit_urls(visit, labour, "lũ quét", scope="all") == [
        f"{health.root_url}/ban-tin/{flood.slug}/",
        "/ban-tin/lu-quet-nam-truoc/",
    ]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("lũ", True),
        ("sạt lỡ đất", True),
        ("tin khẩn ở Ba Bể", True),
        ("khẩn lũ quét", True),
        ("lũ quét hôm nay", True),
        ("Ba Bể", True),
        ("evacuation", True),
        ("đồi dốc ven suối", True),
        # Accents that say something else.
        ("khăn", False),
        ("lụ", False),
        # Words of urgency about something else.
        ("cảnh báo lừa đảo", False),
        # Single words that are in many texts, and those too far apart.
        ("nhà", False),
        ("giấy chứng nhận quyền sử dụng đất", False),
        ("đất suối", False),
        ("Ủy ban nhân dân huyện", False),
        ("thông báo", False),
        ("lịch tiêm Ba Bể", False),
        ("-khẩn", False),
        ("!!", False),
    ],
)
def test_only_who_means_it_is_shown_it(visit, there, labour, typed, is_found):
    assert (there in list_hit_urls(visit, labour, typed)) == is_found


def test_a_place_alone_means_emergencies_alone(visit, labour, district):
    until = publish_emergency("Lũ").valid_until
    fields = {"urgency": "important", "valid_until": until, "audience": [district.own_code]}
    publish_bulletin("Cắt điện", **fields)
    assert list_hit_urls(visit, labour, "ba bể") == []
    [url] = list_hit_urls(visit, labour, "cắt điện")
    assert url == f"{district.root_url}/ban-tin/cat-dien/"


def test_what_is_not_in_force_or_not_urgent_is_not_found_elsewhere(visit, labour, district):
    own = {"audience": [district.own_code]}
    create_draft("Khẩn cấp một", urgency="emergency", **own)
    publish_bulletin("Khẩn cấp hai", **own)
    assert list_hit_urls(visit, labour, "khẩn cấp") == []


def test_filters_and_further_pages_have_their_hits_alone(visit, there, labour):
    assert list_hit_urls(visit, labour, "lũ quét", type="bulletin") == [there]
    for parameters in ({"type": "procedure"}, {"from": "2020-01-01"}, {"page": "2"}):
        assert list_hit_urls(visit, labour, "lũ quét", **parameters) == [], parameters


@pytest.fixture
def named(visit):
    """Where the emergencies lead that a page of results names, whatever was looked for."""

    def list_urls(agency, typed, **parameters):
        page = fetch_results(visit, agency, typed, **parameters)
        return [link["href"] for link in page.select(".urgent-elsewhere > ul.entries a")]

    return list_urls


@pytest.mark.parametrize(
    "parameters",
    [{}, {"type": "procedure"}, {"from": "2020-01-01"}, {"page": "3"}, {"scope": "all"}],
)
def test_where_nothing_is_found_emergencies_in_force_are_named_on_every_website(
    named, there, province, health, labour, district, parameters
):
    for agency in (province, health, labour):
        assert named(agency, "hộ chiếu", **parameters) == [there], agency
    assert named(district, "hộ chiếu", **parameters) == [f"/ban-tin/{SLUG}/"]


def test_a_page_without_hits_says_what_to_do_and_where_it_holds(visit, there, labour, district):
    page = fetch_results(visit, labour, "hộ chiếu")
    section = page.select_one(".urgent-elsewhere")
    assert section.h3.text == TITLE
    assert "Rời ngay nhà ven suối" in section.text
    assert district.heading in section.h2.text
    assert "Không tìm thấy" in page.main.text
    assert page.select("ul.no-results")


def test_the_emergencies_of_a_page_without_hits_speak_its_language(visit, flood, labour):
    open_in_english(labour)
    translate(flood, "Danger of flash floods", instruction="Leave houses by streams.")
    page = fetch_results(visit, labour, "passport", "/en/tim-kiem/")
    section = page.select_one(".urgent-elsewhere")
    assert section.h3.text == "Danger of flash floods"
    assert "Leave houses by streams." in section.text
    assert section.h2.text.startswith("An emergency notice is in force in")


def test_hits_are_not_hidden_behind_emergencies_that_nobody_asked_for(named, there, labour):
    publish_news(labour, "Cấp hộ chiếu")
    assert named(labour, "hộ chiếu") == []
    assert named(labour, "hộ chiếu", type="procedure") == [there]


def test_the_emergency_that_is_meant_stands_once_and_the_others_below(
    visit, named, there, labour, district
):
    publish_emergency("Cháy rừng", audience=[district.own_code])
    assert list_hit_urls(visit, labour, "lũ quét") == [there]
    assert named(labour, "lũ quét") == [f"{district.root_url}/ban-tin/chay-rung/"]


def test_without_an_emergency_in_force_none_is_named(visit, named, health, labour, district):
    over = publish_emergency("Lũ")
    end_bulletin(bulletin=over, by=None)
    publish_bulletin("Lừa đảo", urgency="important", valid_until=over.valid_until)
    create_draft("Cháy rừng", urgency="emergency")
    for agency in (health, labour, district):
        page = fetch_results(visit, agency, "hộ chiếu")
        assert "Không tìm thấy" in page.main.text
        assert not page.select(".urgent-elsewhere")
