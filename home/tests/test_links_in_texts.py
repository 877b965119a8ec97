"""Where links in the text of a page or bulletin lead in the frame of another language."""

import pytest

from bulletins.tests.factories import publish_bulletin, translate
from home.paths import get_page_path
from home.tests.factories import publish_news
from sites.localization.tests.versions import publish_english
from sites.tests.factories import open_in_english
from tests.html import parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(health):
    return open_in_english(health)


@pytest.fixture
def target(health):
    return publish_news(health, "Tiêm chủng")


def link(*pages):
    links = " ".join(f'<a linktype="page" id="{page.pk}">Trang</a>' for page in pages)
    return [("text", f"<p>{links}</p>")]


@pytest.fixture
def links(visit, health):
    def get(path, agency=health):
        prose = parse_html(visit(agency, path)).select_one("main .prose")
        return [one["href"] for one in prose.select("a")]

    return get


def on(agency, path):
    return f"{agency.root_url}{path}"


def test_links_of_an_untranslated_page_lead_to_english_addresses(links, visit, health, target):
    translated = publish_news(health, "Họp báo")
    english = publish_english(translated, "Press")
    page = publish_news(health, "Tin", body=link(target, translated))
    assert links("/en/tin-tuc/tin/") == [
        on(health, "/en/tin-tuc/tiem-chung/"),
        on(health, get_page_path(english)),
    ]
    assert links(get_page_path(page)) == [
        on(health, "/tin-tuc/tiem-chung/"),
        on(health, "/tin-tuc/hop-bao/"),
    ]
    assert visit(health, "/en/tin-tuc/tiem-chung/").status_code == 200


def test_links_of_a_translated_page_to_untranslated_ones_stay_in_english(links, health, target):
    page = publish_news(health, "Tin", body=link(target))
    english = publish_english(page, "News item")
    assert links(get_page_path(english)) == [on(health, "/en/tin-tuc/tiem-chung/")]


def test_a_link_to_a_website_without_english_leads_on_there(links, visit, health, district):
    other = publish_news(district, "Họp chợ")
    publish_news(health, "Tin", body=link(other))
    assert links("/en/tin-tuc/tin/") == [on(district, "/en/tin-tuc/hop-cho/")]
    answer = visit(district, "/en/tin-tuc/hop-cho/")
    assert answer["Location"] == "/tin-tuc/hop-cho/"


def test_links_of_bulletins_lead_there_too(links, health, target):
    publish_bulletin("Lũ", body=link(target))
    assert links("/en/ban-tin/lu/") == [on(health, "/en/tin-tuc/tiem-chung/")]
    assert links("/ban-tin/lu/") == [on(health, "/tin-tuc/tiem-chung/")]
    translate(publish_bulletin("Hạn hán", body=link(target)), "Drought")
    assert links("/en/ban-tin/han-han/") == [on(health, "/en/tin-tuc/tiem-chung/")]
