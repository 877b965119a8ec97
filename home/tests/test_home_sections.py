"""How a unit arranges its home page: through the form, and as readers see it."""

import pytest
from wagtail.test.utils.form_data import nested_form_data, streamfield

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin
from home.blocks.home_sections import DEFAULT_SECTIONS
from home.models import HomePage
from home.tests.factories import get_edit_path, publish_document, publish_news
from sites.models import AgencySettings
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def home(health):
    settings = AgencySettings.for_site(health.site)
    settings.telephone = "0209 3000 117"
    settings.save()
    for number in range(2):
        publish_news(health, f"Bài {number}")
    publish_document(health, "Thông báo", number="1/TB")
    publish_bulletin("Lũ")
    return health.root_page.specific


@pytest.fixture
def arrange(moderator, home):
    """Send the form of the home page with these parts."""

    def send(*parts):
        fields = {"title": home.title, "tagline": "Gần dân.", "tasks": streamfield([])}
        form = nested_form_data(fields | {"parts": streamfield(list(parts)), "comments": EMPTY})
        response = moderator.post(get_edit_path(home), form | PUBLISH)
        assert response.status_code == 302, parse_html(response).select(".error-message")
        return HomePage.objects.get(pk=home.pk)

    return send


EMPTY = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


def part(kind, heading=""):
    return (kind, {"heading": heading})


def headings(response):
    soup = read_html(response.content)
    return [heading.text for heading in soup.select(".home-section > h2")]


def test_parts_are_shown_as_the_unit_has_arranged_and_named_them(arrange, visit, health):
    arrange(part("documents"), part("news", "Chuyện trong ngành"), part("contact"))
    assert headings(visit(health, "/")) == ["Văn bản", "Chuyện trong ngành", "Liên hệ"]


def test_an_arranged_page_changes_nothing_on_other_websites(arrange, visit, district):
    arrange(part("contact", "Gọi cho chúng tôi"))
    assert "Bản tin" in headings(visit(district, "/"))
    assert "Gọi cho chúng tôi" not in headings(visit(district, "/"))


def test_news_begin_with_the_newest_where_it_is_not_shown_in_large(arrange, visit, health):
    arrange(part("news"))
    soup = read_html(visit(health, "/").content)
    assert [link.text for link in soup.select(".home-section h3 a")] == ["Bài 1", "Bài 0"]


def test_a_text_of_ones_own_stands_where_it_was_put(arrange, visit, health):
    body = streamfield([("heading", "Ngày 1 tháng 12")])
    arrange(part("documents"), ("text", {"heading": "Hiến máu", "body": body}), part("contact"))
    response = visit(health, "/")
    assert headings(response) == ["Văn bản", "Hiến máu", "Liên hệ"]
    assert "Ngày 1 tháng 12" in response.content.decode()


def test_the_form_shows_the_parts_that_readers_see(moderator, home):
    soup = parse_html(moderator.get(get_edit_path(home)))
    data = soup.select_one("#parts")["data-w-block-arguments-value"]
    assert all(f'"type": "{kind}"' in data for kind in DEFAULT_SECTIONS)


def test_a_page_whose_parts_nobody_has_arranged_keeps_none(arrange):
    page = arrange(*map(part, DEFAULT_SECTIONS))
    assert page.tagline == "Gần dân." and not page.parts


def test_the_usual_parts_in_another_order_are_an_arrangement(arrange, visit, health):
    page = arrange(*map(part, reversed(DEFAULT_SECTIONS)))
    assert [child.block_type for child in page.parts] == [*reversed(DEFAULT_SECTIONS)]
    assert headings(visit(health, "/"))[0] == "Liên hệ"


def test_without_any_part_the_usual_ones_come_back(arrange, visit, health):
    arrange()
    assert headings(visit(health, "/")) == [
        "Bạn cần tìm gì?",
        "Gọi điện",
        "Bản tin",
        "Văn bản",
        "Tin mới nhất",
        "Tin tức",
        "Liên hệ",
    ]


def test_parts_that_have_nothing_to_show_do_not_appear(arrange, visit, health):
    Bulletin.objects.all().delete()
    arrange(part("bulletins"), part("procedures"), part("documents"))
    assert headings(visit(health, "/")) == ["Văn bản"]
