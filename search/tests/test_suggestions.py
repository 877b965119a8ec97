from xml.etree import ElementTree

import pytest
from django.utils.http import urlencode

from bulletins.tests.factories import create_draft, publish_bulletin
from home.tests.factories import publish_news
from ops.http.rate_limit import is_rate_limited
from search import views
from search.tests.client import HOSTILE, build_url
from tests.html import read_html

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def asked(visit, agency, typed):
    return visit(agency, f"/tim-kiem/goi-y/?{urlencode({'q': typed})}").json()


@pytest.fixture
def titles(visit, health):
    return lambda typed: [one["title"] for one in asked(visit, health, typed)]


def test_titles_are_suggested_from_the_second_letter_on(visit, health, titles):
    publish_news(health, "Thanh tra đột xuất", slug="dot-xuat")
    publish_bulletin("Thanh toán không dùng tiền mặt")
    publish_news(health, "Kế hoạch", lead="Thanh tra.")
    assert titles("t") == titles("") == titles("  ") == []
    assert {"Thanh tra đột xuất", "Thanh toán không dùng tiền mặt"} <= set(titles("th"))
    [one] = asked(visit, health, "thanh tr")
    assert one == {"title": "Thanh tra đột xuất", "url": "/tin-tuc/dot-xuat/"}
    # Spelled out for ASCII each letter with an accent would take six bytes.
    assert "đột xuất" in visit(health, "/tim-kiem/goi-y/?q=thanh").content.decode()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("thanh tra", "Thanh tra tỉnh"),
        ("Đả", "Hội nghị Đảng bộ"),
        ("da", "Đang thi công"),
        ("ky thu", "Kĩ thuật trồng chè"),
        ("nghi dinh 15", "Nghị định 15/2024/NĐ-CP"),
    ],
)
def test_the_best_title_comes_first(health, titles, typed, first):
    for title in ("Hội nghị Đảng bộ", "Đang thi công", "Kĩ thuật trồng chè"):
        publish_news(health, title)
    for title in ("Tra cứu kết quả thanh toán", "Kết luận thanh tra", "Thanh tra tỉnh"):
        publish_news(health, title)
    for title in ("Nghị định 15/2024/NĐ-CP", "Nghị định 151/2024/NĐ-CP"):
        publish_news(health, title)
    assert titles(typed)[0] == first


def test_only_what_is_public_here_is_suggested_and_each_title_once(health, district, titles):
    create_draft("Mưa")
    publish_news(district, "Mưa")
    for _ in range(2):
        publish_news(health, "Mưa rào")
    assert titles("mưa") == ["Mưa rào"]


def test_the_portal_suggests_what_all_units_have_as_its_results_do(visit, province, health, titles):
    publish_news(health, "Tiêm chủng", slug="tiem")
    there = {"title": "Tiêm chủng", "url": build_url(health, "/tin-tuc/tiem/")}
    assert asked(visit, province, "tiem chu") == [there]
    answer = visit(province, "/tim-kiem/goi-y/trinh-duyet/?q=tiem+chu")
    assert answer.json() == ["tiem chu", [there["title"]], [""], [there["url"]]]
    publish_news(province, "Lịch tiêm chủng")
    assert titles("tiem chu") == ["Tiêm chủng"]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_suggestions(visit, health, hostile):
    publish_news(health, "Mưa rào")
    assert isinstance(asked(visit, health, hostile), list)


def test_the_field_in_the_header_asks_for_suggestions(visit, health):
    page = read_html(visit(health, "/").content)
    assert page.select_one("#q")["data-suggestions"] == "/tim-kiem/goi-y/?q="
    assert page.select_one('script[src*="suggestions"]')


def test_a_flood_is_told_to_wait_and_a_school_class_is_not(visit, health):
    assert views.MAX_SEARCHES >= 40 * 10 and views.MAX_SUGGESTION_REQUESTS >= 40 * 60
    search = visit(health, "/tim-kiem/").wsgi_request
    for _ in range(views.MAX_SEARCHES - 2):
        assert not is_rate_limited(search, "search", most=views.MAX_SEARCHES, period=views.PERIOD)
    assert visit(health, "/tim-kiem/").status_code == 200
    answer = visit(health, "/tim-kiem/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "chờ một phút" in answer.content.decode()
    for elsewhere in ("192.0.2.7", ""):
        assert visit(health, "/tim-kiem/", REMOTE_ADDR=elsewhere).status_code == 200
    assert visit(health, "/tim-kiem/goi-y/?q=so").status_code == 200


def test_browsers_are_told_how_to_search(visit, health):
    page = read_html(visit(health, "/").content)
    path = page.select_one('link[rel="search"]')["href"]
    answer = visit(health, path)
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    described = ElementTree.fromstring(answer.content)  # noqa: S314, our own
    template = described.find("{*}Url").get("template")
    assert template.endswith("/tim-kiem/?q={searchTerms}") and health.site.hostname in template


def test_browsers_suggest_in_the_address_bar(visit, health, district):
    publish_news(health, "Thanh tra đột xuất", slug="dot-xuat")
    publish_news(district, "Thanh tra huyện")
    description = visit(health, "/tim-kiem/mo-ta.xml").content
    described = ElementTree.fromstring(description)  # noqa: S314, our own
    [template] = [
        one.get("template")
        for one in described.findall("{*}Url")
        if one.get("type") == "application/x-suggestions+json"
    ]
    root = health.root_url
    answer = visit(health, template.removeprefix(root).replace("{searchTerms}", "thanh+tr"))
    assert answer["Content-Type"].partition(";")[0] == "application/x-suggestions+json"
    address = f"{root}/tin-tuc/dot-xuat/"
    assert answer.json() == ["thanh tr", ["Thanh tra đột xuất"], [""], [address]]
    none = visit(health, template.removeprefix(root).replace("{searchTerms}", "x"))
    assert none.json() == ["x", [], [], []]
