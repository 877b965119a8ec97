import pytest

from conftest import PAST_THE_CACHE
from home.tests.factories import publish_document, publish_news, restrict_page
from home.views.site_map import MAX_CHILDREN
from sites.models import Kind
from sites.tests.factories import create_agency, open_in_english
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def site_map(visit):
    return lambda agency, path="/so-do/": parse_html(visit(agency, path)).main


def paths(main, of):
    return [link["href"] for link in main.select(f'section[aria-labelledby="{of}"] a')]


def test_it_has_the_public_pages_of_the_website_as_a_tree(site_map, health, district):
    publish_news(health, "Tiêm", slug="tiem")
    publish_news(health, "Nháp", slug="nhap").unpublish()
    secret = publish_news(health, "Kín", slug="kin")
    restrict_page(secret, kind="login")
    publish_news(district, "Của huyện", slug="huyen")
    assert paths(site_map(health), "pages") == [
        "/",
        "/gioi-thieu/",
        "/gioi-thieu/chuc-nang-nhiem-vu/",
        "/gioi-thieu/co-cau-to-chuc/",
        "/tin-tuc/",
        "/tin-tuc/tiem/",
        "/van-ban/",
        "/thu-tuc/",
        "/lien-he/",
    ]
    nested = site_map(health).select_one('a[href="/tin-tuc/tiem/"]')
    assert nested.find_parent("li").find_parent("li").a["href"] == "/tin-tuc/"


def test_an_index_with_many_pages_is_one_line_that_says_how_many(
    site_map, visit, health, django_assert_max_num_queries
):
    for number in range(MAX_CHILDREN):
        publish_news(health, f"Bài {number}")
    assert len(paths(site_map(health), "pages")) == 8 + MAX_CHILDREN
    publish_news(health, "Một bài nữa")
    publish_document(health, "Văn bản", number="1", slug="van-ban-1")
    main = site_map(health)
    assert f"Tin tức ({MAX_CHILDREN + 1} trang)" in " ".join(main.text.split())
    assert len(paths(main, "pages")) == 9
    with django_assert_max_num_queries(6):
        visit(health, "/so-do/" + PAST_THE_CACHE)


def test_it_leads_to_what_is_no_page_and_to_other_units(site_map, health, province, district):
    sibling = create_agency("so-xay-dung", Kind.DEPARTMENT)
    main = site_map(health)
    services = {"/ban-tin/", "/ban-tin/luu-tru/", "/ban-tin/nguon-tin/", "/tim-kiem/", "/hien-thi/"}
    assert set(paths(main, "services")) == services
    assert paths(main, "units") == [f"{province.root_url}/", "/co-quan/", f"{sibling.root_url}/"]
    assert paths(site_map(district), "units") == [f"{province.root_url}/", "/co-quan/"]
    assert paths(site_map(province), "units") == ["/co-quan/"]


def test_the_footer_leads_to_units_of_the_same_kind_where_there_are_some(visit, health, district):
    create_agency()
    for agency, there in ((district, True), (health, False)):
        footer = read_html(visit(agency, "/").content).footer
        assert bool(footer.select('a[href="/so-do/#siblings"]')) is there
        assert footer.select('a[href="/so-do/"]')


def test_in_english_it_has_the_english_addresses_of_all_pages(site_map, health):
    open_in_english(health)
    found = paths(site_map(health, "/en/so-do/"), "pages")
    assert found == [f"/en{path}" for path in paths(site_map(health), "pages")]
