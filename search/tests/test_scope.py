import pytest

from home.tests.factories import publish_news
from search.tests.client import build_url
from sites.models import Kind
from sites.tests.factories import create_agency

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
ELSEWHERE = "section[aria-labelledby=elsewhere]"


def list_links(page):
    return [link["href"] for link in page.select(f"{ELSEWHERE} .entry-title a")]


def test_the_portal_searches_the_whole_province_unless_told_otherwise(
    search, found, province, health
):
    publish_news(health, "Tiêm chủng", slug="tiem")
    assert found(province, "tiêm chủng") == [build_url(health, "/tin-tuc/tiem/")]
    assert found(province, "tiêm chủng", scope="site") == []
    page = search(province, "tiêm chủng")
    assert page.select_one("input[name=scope][checked]")["value"] == "all"
    own = search(province, "tiêm chủng", scope="site")
    assert own.select_one("input[name=scope][checked]")["value"] == "site"
    for link in own.select(".search-types a"):
        assert "scope=site" in link["href"]


def test_a_unit_searches_its_own_website_unless_told_otherwise(found, health, district):
    publish_news(district, "Tiêm chủng", slug="tiem")
    assert found(health, "tiêm chủng") == []
    assert found(health, "tiêm chủng", scope="all") == [build_url(district, "/tin-tuc/tiem/")]


def test_a_hit_names_its_unit_on_all_websites(search, health, district):
    for agency in (health, district):
        publish_news(agency, "Tiêm chủng", slug="tiem")
    hits = search(health, "tiêm chủng", scope="all").select("ol.results > li")
    named = {
        (hit.h2.a["href"], name)
        for name in (health.name, district.name)
        for hit in hits
        if name in hit.text
    }
    assert named == {
        ("/tin-tuc/tiem/", health.name),
        (build_url(district, "/tin-tuc/tiem/"), district.name),
    }


def test_what_a_unit_has_not_its_neighbours_and_province_have_at_once(
    search, health, district, province
):
    publish_news(district, "Tiêm chủng", slug="tiem")
    publish_news(province, "Lịch tiêm chủng", slug="lich")
    page = search(health, "tiêm chủng")
    assert {*list_links(page)} == {
        build_url(district, "/tin-tuc/tiem/"),
        build_url(province, "/tin-tuc/lich/"),
    }
    assert "Sở Y tế" in page.select_one(ELSEWHERE).get_text()
    assert "Không tìm thấy" in page.select_one("p.list-facts[role=status]").get_text()


def test_what_has_only_some_of_the_words_does_not_hide_what_others_have(search, health, district):
    publish_news(health, "Lịch họp thôn")
    publish_news(district, "Lịch họp chợ", slug="cho")
    page = search(health, "lịch họp chợ")
    assert "Lịch họp thôn" in page.main.text
    assert list_links(page) == [build_url(district, "/tin-tuc/cho/")]


def test_other_websites_are_left_out_where_the_own_has_it_or_a_filter_is_set(
    search, health, district, province
):
    publish_news(district, "Tiêm chủng")
    assert list_links(search(health, "tiêm chủng", type="page")) == []
    assert list_links(search(health, "tiêm chủng", scope="all")) == []
    publish_news(health, "Tiêm chủng")
    assert list_links(search(health, "tiêm chủng")) == []


def test_other_provinces_are_no_neighbours(search, health):
    create_agency("tinh-tn", Kind.PROVINCE, name_vi="Cổng Thông tin tỉnh Thái Nguyên")
    other = create_agency("so-y-te-tn", Kind.DEPARTMENT, parent="tinh-tn")
    publish_news(other, "Tiêm chủng")
    assert list_links(search(health, "tiêm chủng")) == []
