from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import Locale

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin, publish_emergency, translate
from home.tests.factories import publish_document, publish_news
from search.engines import base
from search.engines.base import MAX_OCCURRENCES
from search.selectors import results
from search.selectors.results import PAGE_SIZE
from search.tests.client import build_url, fetch_results, list_hit_urls
from sites.tests.factories import open_in_english
from tests.html import get_text, get_text_and_language

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


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
    publish_news(health, "Họp chợ ở Chợ Đồn", slug="hop-cho")
    assert found(health, typed) == ["/tin-tuc/hop-cho/"]


@pytest.mark.parametrize("typed", ["ồn", "op", "đồng", '"don cho"', "chợ -đồn"])
def test_parts_inside_words_and_other_words_are_not_found(found, health, typed):
    publish_news(health, "Họp chợ ở Chợ Đồn")
    assert found(health, typed) == []


@pytest.mark.parametrize("words", [600, 3_990, 5_000])
def test_a_passage_is_cut_out_of_a_text_of_any_length(visit, health, words):
    behind = "<p>Sẽ có mưa đá.</p>"
    text = f"<p>{'bà ' * words}</p>{behind}<p>{'con ' * words}</p>"
    publish_news(health, "Bài", slug="bai", body=[("text", text)])
    [hit] = fetch_results(visit, health, "mưa đá").select("ol.results > li")
    assert [mark.text for mark in hit.select("mark")] == ["mưa đá"]
    passage = get_text(hit.select_one("mark").parent)
    assert passage.startswith("…bà") and passage.endswith("con…") and len(passage) < 300


@pytest.mark.parametrize(
    ("lead", "text", "shown"),
    [
        ("Có mưa to.", "Họp dân.", "Có mưa to."),
        ("Có mưa to.", "Có mưa đá.", "Có mưa đá."),
        ("Mai.", "Họp dân.", "Mai."),
        ("", "Họp dân.", "Họp dân."),
    ],
)
def test_the_summary_is_shown_unless_the_text_matches_better(visit, health, lead, text, shown):
    publish_news(health, "Mưa đá", lead=lead, body=[("text", f"<p>{text}</p>")])
    [hit] = fetch_results(visit, health, "mưa đá").select("ol.results > li")
    assert hit.select_one(".entry-lead").text == shown


def test_a_decomposed_title_is_found_too(found, health):
    publish_news(health, "Cho\u031b\u0323 Đo\u0302\u0300n", slug="hop")
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
    publish_news(health, slug="bai", **fields)
    assert found(health, "mua da") == ["/tin-tuc/bai/"]


def test_markup_and_attributes_are_not_searched(found, health):
    body = [("text", '<p>Xem <a href="https://vidu.example/">đây</a> AT&amp;T</p>')]
    publish_news(health, "Bài", slug="bai", body=body)
    assert found(health, "href") == found(health, "vidu") == found(health, "amp") == []
    assert found(health, "at t") == ["/tin-tuc/bai/"]


def test_words_of_neighbouring_paragraphs_stay_apart(found, health):
    publish_news(health, "Bài", slug="bai", body=[("text", "<p>bắc</p><p>kạn</p>")])
    assert found(health, "backan") == []
    assert found(health, "bắc kạn") == ["/tin-tuc/bai/"]


def test_a_document_is_found_by_its_number(found, health):
    publish_document(health, "Về phun thuốc muỗi", slug="phun", number="45/TB-SYT")
    for typed in ("45/TB-SYT", "45/tb-syt", "45 TB SYT", "tb-syt"):
        assert found(health, typed) == ["/van-ban/phun/"]


def test_a_bulletin_is_found_by_its_number_and_by_what_it_says_to_do(search, health):
    publish_bulletin("Mưa đá", document_number="45/TB-UBND", instruction="Vào nhà kiên cố.")
    for typed in ("45/TB-UBND", "45 tb ubnd", "vao nha kien co"):
        [hit] = search(health, typed).select("ol.results > li")
        assert hit.a["href"] == "/ban-tin/mua-da/" and "45/TB-UBND" in hit.text


def test_a_bulletin_is_found_on_every_website_it_is_for(found, health, district, province):
    publish_bulletin("Mưa đá", audience=["kind:department", "kind:district"])
    for agency in (health, district):
        assert found(agency, "mua da") == ["/ban-tin/mua-da/"]
    assert found(province, "mua da") == []


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Hoà giải", "hòa giải"),
        ("Thủy lợi", "thuỷ lợi"),
        ("Kĩ thuật", "kỹ thuật"),
        ("Lý lịch", "lí lịch"),
        ("Quí nhất", "quý nhất"),
        ("tu\u00adyên tru\u200byền", "tuyên truyền"),
        ("Ðảng ủy", "đảng uỷ"),
        ("Quyết định 05/2024", "quyết định 5/2024"),
        ("Nghị định 15/2024/NĐ-CP", "15/2024/ndcp"),
        ("Nghị định 15/2024/NĐ-CP", "15 2024 nđ cp"),
        ("Nghị định 15/2024/NĐ-CP", "15-2024-NĐ-CP"),
    ],
)
def test_ways_of_writing_the_same_do_not_matter(found, health, written, typed):
    publish_news(health, written, slug="bai")
    assert found(health, typed) == ["/tin-tuc/bai/"]


@pytest.mark.parametrize(
    ("times", "is_phrase"), [(MAX_OCCURRENCES - 1, True), (MAX_OCCURRENCES, False)]
)
def test_both_databases_know_as_many_places_of_one_word(found, health, times, is_phrase):
    body = [("text", f"<p>{'bắc, x ' * times} bắc kạn</p>")]
    publish_news(health, "Bài", slug="bai", body=body)
    assert found(health, "bắc kạn") == ["/tin-tuc/bai/"]
    assert found(health, '"bắc kạn"') == (["/tin-tuc/bai/"] if is_phrase else [])


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nghị định 162/2026/NĐ-CP", "ND162/2026"),
        ("Tiêm phòng Covid-19", "covid19"),
        ("Tiêm phòng COVID19", "covid 19"),
        ("Nghị quyết 09-CT/TU", "09-ct/tu"),
    ],
)
def test_letters_and_digits_part(search, health, written, typed):
    publish_news(health, written)
    [hit] = search(health, typed).select("ol.results > li")
    assert hit.a.text == written and hit.mark


def test_a_hit_shows_the_words_where_they_are_marked_and_harmless(search, health):
    body = [("text", "<p>Mở đầu.</p>" * 60 + "<p>Khi có <b>mưa</b> đá &lt;i&gt; thì vào nhà.</p>")]
    publish_news(health, "Bài về <i>đá</i>", slug="bai", lead="Không có gì ở đây.", body=body)
    [hit] = search(health, "mua da").select("ol.results > li")
    assert [mark.text for mark in hit.select("mark")] == ["đá", "mưa đá"]
    assert "Khi có mưa đá <i> thì vào nhà." in hit.select_one(".entry-lead").text
    assert not hit.select("i")


def test_results_are_narrowed_down_by_type_unit_language_and_time(found, search, health, district):
    publish_news(health, "Mưa đá", slug="tin", date=date(2024, 9, 1))
    publish_document(health, "Về mưa đá", slug="van-ban", number="1/TB", issued_on=date(2023, 5, 1))
    publish_news(district, "Mưa đá ở huyện", slug="huyen", date=date(2024, 9, 5))
    everything = partial(found, health, "mua da", scope="all")
    here, there = "/tin-tuc/tin/", build_url(district, "/tin-tuc/huyen/")
    assert set(everything()) == {here, there, "/van-ban/van-ban/"}
    assert set(everything(type="article")) == {here, there}
    assert everything(type="legal") == ["/van-ban/van-ban/"]
    assert everything(agency=district.code) == [there]
    assert set(everything(**{"from": "2024-09-01"})) == {here, there}
    assert everything(**{"from": "2024-09-02", "to": "2024-09-05"}) == [there]
    assert everything(lang="en") == []
    assert everything(order="date") == [there, here, "/van-ban/van-ban/"]
    for wrong in ({"type": "x"}, {"agency": "\0"}, {"from": "31/12/2024"}, {"lang": "xx"}):
        assert len(everything(**wrong)) == 3
    page = search(health, "mua da", scope="all", type="article")
    counts = {span.parent.contents[0].strip(): span.text for span in page.select(".count")}
    assert counts == {"Tin tức": "2", "Văn bản": "1"}
    units = [option.text for option in page.select('select[name="agency"] option')]
    assert units[1:] == [f"{health.name_vi} (1)", f"{district.name_vi} (1)"]


def test_an_expired_bulletin_is_marked(search, health):
    publish_bulletin("Mưa đá", valid_until=timezone.now() - timedelta(hours=1))
    publish_bulletin("Mưa đá nữa")
    hits = search(health, "mua da").select("ol.results > li")
    marked = {hit.a.text for hit in hits if "Hết hiệu lực" in hit.text}
    assert marked == {"Mưa đá"}


def test_a_website_searches_itself_unless_asked_for_all(found, health, district):
    publish_news(health, "Mưa đá ở tỉnh", slug="tinh")
    publish_news(district, "Mưa đá ở huyện", slug="huyen")
    for nothing_else in ({}, {"scope": "site"}, {"scope": "x"}):
        assert found(health, "mua da", **nothing_else) == ["/tin-tuc/tinh/"]
    everything = {"/tin-tuc/tinh/", build_url(district, "/tin-tuc/huyen/")}
    assert set(found(health, "mua da", scope="all")) == everything
    everything = {build_url(health, "/tin-tuc/tinh/"), "/tin-tuc/huyen/"}
    assert set(found(district, "mua da", scope="all")) == everything


def test_a_bulletin_for_others_is_found_among_all_and_leads_to_its_issuer(found, health, district):
    publish_bulletin("Mưa đá", source=district, audience=["kind:district"])
    publish_bulletin("Mưa đá kín", source=health, audience=["kind:district"])
    assert found(health, "mua da") == []
    assert found(health, "mua da", scope="all") == [build_url(district, "/ban-tin/mua-da/")]


def test_nothing_found_among_all_leads_nowhere(found, visit, health, district):
    publish_bulletin("Mưa đá", audience=["all", f"-agency:{health.pk}"])
    publish_bulletin("Mưa rào", source=district, audience=["all", f"-agency:{health.pk}"])
    for address in found(health, "mua", scope="all"):
        agency = district if address.startswith(build_url(district, "/")) else health
        assert visit(agency, address.removeprefix(build_url(agency, ""))).status_code == 200


def test_a_hit_says_what_it_is_whose_and_how_it_begins(search, health, district, today):
    publish_news(district, "Mưa đá", lead="Đêm qua.")
    [hit] = search(health, "mua", scope="all").select("ol.results > li")
    assert hit.a.text == "Mưa đá"
    facts = hit.select_one(".entry-facts").text
    assert district.name_vi in facts and "Tin tức" in facts
    assert f"{today:%d/%m/%Y}" in facts
    assert hit.select_one(".entry-lead").text == "Đêm qua."


def test_words_from_a_title_or_a_reader_cannot_become_markup(search, health):
    publish_news(health, "<img src=x> mưa", slug="x", lead="<script>1</script>")
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
    assert page.select_one("#search-terms")["value"] == 'mưa "đá"'
    assert [r["value"] for r in page.select('input[name="scope"][checked]')] == ["all"]


def test_nothing_found_offers_another_way(search, health):
    page = search(health, "zzyzx")
    assert "zzyzx" in page.main.select_one('[role="status"]').text
    assert "/co-quan/" in [link["href"] for link in page.main.select("ul a")]


def test_without_words_there_is_only_the_form(search, health):
    for typed in ("", "   "):
        page = search(health, typed)
        assert page.main.select("form") and not page.main.select('ol.results, [role="status"]')


def test_lists_of_results_are_not_for_robots(search, health):
    assert search(health, "x").select_one('meta[name="robots"]')["content"] == "noindex"


def test_an_english_page_finds_translations_and_what_is_not_translated(found, search, health):
    open_in_english(health)
    translate(publish_bulletin("Mưa đá"), "Hail", summary="Big ones.")
    publish_bulletin("Mưa rào")
    assert found(health, "hail", path="/en/tim-kiem/") == ["/en/ban-tin/mua-da/"]
    assert found(health, "hail") == found(health, '"mua da"', path="/en/tim-kiem/") == []
    [hit] = search(health, "mưa", path="/en/tim-kiem/").select("ol.results > li")
    assert get_text_and_language(hit.a) == ("Mưa rào", "vi")


def test_an_emergency_whose_english_is_older_is_found_in_vietnamese(found, health):
    open_in_english(health)
    flood = publish_emergency(instruction="Tới trường cũ.")
    translate(flood, "Flash floods", instruction="Go to the old school.")
    assert found(health, "school", path="/en/tim-kiem/")
    flood.instruction = "Tới trường mới."
    flood.save_revision().publish()
    assert not found(health, "school", path="/en/tim-kiem/")
    assert found(health, "trường mới", path="/en/tim-kiem/") == ["/en/ban-tin/lu-quet/"]


def test_an_english_reader_is_led_to_english_elsewhere_where_that_is_there(found, health, district):
    open_in_english(district)
    translate(publish_bulletin("Mưa đá", source=health, audience=["kind:department"]), "Hail")
    english = partial(found, district, "hail", path="/en/tim-kiem/", scope="all")
    assert english() == [build_url(health, "/ban-tin/mua-da/")]
    open_in_english(health)
    assert english() == [build_url(health, "/en/ban-tin/mua-da/")]


def test_a_translation_into_a_third_language_is_not_found_beside_the_original(found, health):
    open_in_english(health)
    third, _ = Locale.objects.get_or_create(language_code="fr")
    grele = publish_bulletin("Mưa đá", slug="mua-da").copy_for_translation(third)
    grele.live = False
    grele.save()
    grele.save_revision().publish()
    assert found(health, "mưa đá", path="/en/tim-kiem/") == ["/en/ban-tin/mua-da/"]


def test_a_search_costs_the_same_whatever_it_finds(visit, health, district):
    path = "/tim-kiem/?q=mua&scope=all"
    costs = []
    for number in range(3):
        publish_news(health, f"Mưa {number}")
        publish_bulletin(f"Mưa rào {number}", source=district)
        publish_bulletin(f"Mưa đá {number}", source=district, audience=["kind:district"])
        visit(health, path)
        with CaptureQueriesContext(connection) as queries:
            visit(health, path)
        costs.append(len(queries))
    assert costs == costs[:1] * 3


def test_what_lies_behind_the_ranked_hits_follows_once_each_on_the_last_pages(
    visit, health, district, monkeypatch
):
    monkeypatch.setattr(base, "WEBSITE_WINDOW", 3)
    monkeypatch.setattr(results, "PAGE_SIZE", 2)
    for day in range(1, 6):
        publish_news(health, f"Mưa {day}", slug=f"mua-{day}", date=date(2026, 1, day))
    publish_news(district, "Mưa", slug="mua")
    pages = [list_hit_urls(visit, health, "mưa", page=number) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {url for page in pages for url in page} == {
        f"/tin-tuc/mua-{day}/" for day in range(1, 6)
    }


@pytest.mark.parametrize(
    ("scope", "first"), [("site", "/tin-tuc/mua-da/"), ("all", "/tin-tuc/mua/")]
)
def test_more_are_ranked_among_all_websites_than_within_one(
    visit, health, monkeypatch, scope, first
):
    monkeypatch.setattr(base, "WEBSITE_WINDOW", 1)
    publish_news(health, "Mưa", slug="mua", date=date(2026, 1, 1))
    publish_news(health, "Mưa đá ở Ba Bể", slug="mua-da", date=date(2026, 1, 2))
    assert list_hit_urls(visit, health, "mưa", scope=scope)[0] == first
