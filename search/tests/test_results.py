from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from bulletins.models import Bulletin
from bulletins.tests.test_translations import words
from search.finding import PAGE_SIZE
from tests.content import document, news, open_in_english, publish, translate

pytestmark = pytest.mark.django_db


def ask(visit, agency, typed, path="/tim-kiem/", **parameters):
    """The page of results for what somebody types."""
    response = visit(agency, f"{path}?{urlencode({'q': typed} | parameters)}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def addresses(visit, agency, typed, **parameters):
    """Where the hits lead, in order."""
    hits = ask(visit, agency, typed, **parameters).select("ol.results > li")
    return [hit.a["href"] for hit in hits]


@pytest.fixture
def search(visit):
    return partial(ask, visit)


@pytest.fixture
def found(visit):
    return partial(addresses, visit)


def url(agency, path):
    return f"http://{agency.site.hostname}:{settings.SITE_PORT}{path}"


@pytest.mark.parametrize(
    "typed",
    [
        "Chợ Đồn",
        "cho don",
        "CHO DON",
        "Đồn",
        "đồn",
        "don",
        "\u00d0\u1ed3n",
        "Cho\u031b\u0323 Đo\u0302\u0300n",
    ]
    + ["cho do", "don cho", "chợ-đồn", '"Chợ Đồn"', "  chợ   đồn  ", "đo"],
)
def test_words_are_found_however_they_are_typed(found, health, typed):
    news(health, "Họp chợ ở Chợ Đồn", slug="hop-cho")
    assert found(health, typed) == ["/tin-tuc/hop-cho/"]


@pytest.mark.parametrize("typed", ["ồn", "op", "chợ đồng", "cho don ba be", "donn"])
def test_parts_inside_words_and_other_words_are_not_found(found, health, typed):
    news(health, "Họp chợ ở Chợ Đồn")
    assert found(health, typed) == []


def test_a_decomposed_title_is_found_too(found, health):
    news(health, "Cho\u031b\u0323 Đo\u0302\u0300n", slug="hop")
    assert found(health, "Chợ Đồn") == ["/tin-tuc/hop/"]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Mưa đá"},
        {"title": "x", "lead": "Có mưa đá."},
        {"title": "x", "body": [("text", "<p>Sẽ có <b>mưa</b> <i>đá</i>.</p>")]},
        {"title": "x", "body": [("heading", "Mưa đá")]},
        {"title": "x", "body": [("measures", ["<p>mưa</p>", "<p>đá</p>"])]},
    ],
)
def test_every_text_of_a_page_is_searched(found, health, fields):
    news(health, slug="bai", **fields)
    assert found(health, "mua da") == ["/tin-tuc/bai/"]


def test_markup_and_attributes_are_not_searched(found, health):
    body = [("text", '<p>Xem <a href="https://vidu.example/">đây</a> AT&amp;T</p>')]
    news(health, "Bài", slug="bai", body=body)
    assert found(health, "href") == found(health, "vidu") == found(health, "amp") == []
    assert found(health, "at t") == ["/tin-tuc/bai/"]


def test_words_of_neighbouring_paragraphs_stay_apart(found, health):
    news(health, "Bài", slug="bai", body=[("text", "<p>bắc</p><p>kạn</p>")])
    assert found(health, "backan") == []
    assert found(health, "bắc kạn") == ["/tin-tuc/bai/"]


def test_a_document_is_found_by_its_number(found, health):
    document(health, "Về phun thuốc muỗi", slug="phun", number="45/TB-SYT")
    for typed in ("45/TB-SYT", "45/tb-syt", "45 TB SYT", "tb-syt"):
        assert found(health, typed) == ["/van-ban/phun/"]


def test_a_bulletin_is_found_on_every_website_it_is_for(found, health, district, province):
    publish("Mưa đá", audience=["kind:department", "kind:district"])
    for agency in (health, district):
        assert found(agency, "mua da") == ["/ban-tin/mua-da/"]
    assert found(province, "mua da") == []


def test_the_best_match_comes_first(found, health):
    news(health, "Bài", slug="trong-bai", body=[("text", "<p>Về mưa và về đá.</p>")])
    news(health, "Bài", slug="lien-trong-bai", body=[("text", "<p>Có mưa đá.</p>")])
    news(health, "Đá và mưa", slug="tieu-de")
    news(health, "Tin mưa đá", slug="lien-tieu-de")
    assert found(health, "mưa đá") == [
        f"/tin-tuc/{slug}/" for slug in ("lien-tieu-de", "tieu-de", "lien-trong-bai", "trong-bai")
    ]


def test_a_website_searches_itself_unless_asked_for_all(found, health, district):
    news(health, "Mưa đá ở tỉnh", slug="tinh")
    news(district, "Mưa đá ở huyện", slug="huyen")
    for nothing_else in ({}, {"scope": "site"}, {"scope": "x"}):
        assert found(health, "mua da", **nothing_else) == ["/tin-tuc/tinh/"]
    everything = {"/tin-tuc/tinh/", url(district, "/tin-tuc/huyen/")}
    assert set(found(health, "mua da", scope="all")) == everything
    everything = {url(health, "/tin-tuc/tinh/"), "/tin-tuc/huyen/"}
    assert set(found(district, "mua da", scope="all")) == everything


def test_a_bulletin_for_others_is_found_among_all_and_leads_to_its_issuer(found, health, district):
    publish("Mưa đá", source=district, audience=["kind:district"])
    publish("Mưa đá kín", source=health, audience=["kind:district"])
    assert found(health, "mua da") == []
    assert found(health, "mua da", scope="all") == [url(district, "/ban-tin/mua-da/")]


def test_nothing_found_among_all_leads_nowhere(found, visit, health, district):
    publish("Mưa đá", audience=["all", f"-agency:{health.pk}"])
    publish("Mưa rào", source=district, audience=["all", f"-agency:{health.pk}"])
    for address in found(health, "mua", scope="all"):
        agency = district if address.startswith(url(district, "/")) else health
        assert visit(agency, address.removeprefix(url(agency, ""))).status_code == 200


def test_a_hit_says_what_it_is_whose_and_how_it_begins(search, health, district):
    news(district, "Mưa đá", lead="Đêm qua.")
    [hit] = search(health, "mua", scope="all").select("ol.results > li")
    assert hit.a.text == "Mưa đá"
    facts = hit.select_one(".entry-facts").text
    assert district.name_vi in facts and "Tin tức" in facts
    assert hit.select_one(".entry-lead").text == "Đêm qua."


def test_words_from_a_title_or_a_reader_cannot_become_markup(search, health):
    news(health, "<img src=x> mưa", slug="x", lead="<script>1</script>")
    page = search(health, 'mưa "><script>alert(1)</script>')
    assert not page.main.select("script, img")
    page = search(health, "mưa")
    assert page.select_one("ol.results a").text == "<img src=x> mưa"
    assert not page.main.select("ol script, ol img")


def test_many_hits_come_in_pages_that_lead_to_each_other(search, health):
    for number in range(PAGE_SIZE + 5):
        Bulletin.objects.create(title=f"Mưa {number}", slug=f"mua-{number}", summary="s")
    first = search(health, "mưa", scope="all")
    [following] = first.select('a[rel="next"]')
    assert not first.select('a[rel="prev"]')
    query = dict(pair.split("=") for pair in following["href"].removeprefix("?").split("&"))
    assert (query["scope"], query["page"]) == ("all", "2")
    second = search(health, "mưa", scope="all", page=2)
    assert f"?{urlencode({'q': 'mưa'})}" in following["href"]
    assert not second.select('a[rel="next"]')
    pages = [
        [a["href"] for a in page.select("ol.results > li > h2 > a")] for page in (first, second)
    ]
    assert [len(hits) for hits in pages] == [PAGE_SIZE, 5]
    assert len({*pages[0], *pages[1]}) == PAGE_SIZE + 5
    assert (first.ol and second.select_one("ol.results")["start"]) == str(PAGE_SIZE + 1)


def test_the_form_keeps_words_and_scope(search, health):
    page = search(health, 'mưa "đá"', scope="all")
    assert page.select_one("#search-words")["value"] == 'mưa "đá"'
    assert [r["value"] for r in page.select('input[name="scope"][checked]')] == ["all"]


def test_nothing_found_offers_another_way(search, health):
    page = search(health, "không có gì")
    assert "không có gì" in page.main.select_one('[role="status"]').text
    assert "/co-quan/" in [link["href"] for link in page.main.select("ul a")]


def test_without_words_there_is_only_the_form(search, health):
    for typed in ("", "   "):
        page = search(health, typed)
        assert page.main.select("form") and not page.main.select('ol.results, [role="status"]')


def test_lists_of_results_are_not_for_robots(search, health):
    assert search(health, "x").select_one('meta[name="robots"]')["content"] == "noindex"


def test_an_english_page_finds_translations_and_what_is_not_translated(found, search, health):
    open_in_english(health)
    translate(publish("Mưa đá"), "Hail", summary="Big ones.")
    publish("Mưa rào")
    assert found(health, "hail", path="/en/tim-kiem/") == ["/en/ban-tin/mua-da/"]
    assert found(health, "hail") == found(health, "mua da", path="/en/tim-kiem/") == []
    [hit] = search(health, "mưa", path="/en/tim-kiem/").select("ol.results > li")
    assert words(hit.a) == ("Mưa rào", "vi")


def test_a_search_costs_the_same_whatever_it_finds(visit, health, district):
    path = "/tim-kiem/?q=mua&scope=all"
    costs = []
    for number in range(3):
        news(health, f"Mưa {number}")
        publish(f"Mưa rào {number}", source=district)
        publish(f"Mưa đá {number}", source=district, audience=["kind:district"])
        visit(health, path)
        with CaptureQueriesContext(connection) as queries:
            visit(health, path)
        costs.append(len(queries))
    assert costs == costs[:1] * 3
