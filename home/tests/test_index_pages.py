from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import (
    PAGE_SIZE,
    DocumentIndexPage,
    NewsPage,
)
from home.tests.factories import (
    get_about_section,
    get_news_index,
    publish_document,
    publish_information,
    publish_news,
    publish_procedure,
    restrict_page,
)
from sites.tests.factories import open_in_english
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(visit):
    return lambda agency, path: parse_html(visit(agency, path)).main


def entries(main):
    return [link.text for link in main.select(".entry-title a, .documents td a, .procedures a")]


def write_articles(agency, number):
    """Many articles without their revisions; returns their titles as the list should show them."""
    parent = get_news_index(agency)
    titles = [f"Bài {n:02}" for n in range(number)]
    for title in titles:
        parent.add_child(
            instance=NewsPage(title=title, locale=parent.locale, date=date(2026, 1, 1))
        )
    return titles[::-1]


def test_news_are_listed_newest_first_with_date_and_lead(index, health, district):
    publish_news(health, "Cũ", date=date(2026, 1, 1))
    publish_news(health, "Mới", date=date(2026, 2, 9), lead="Đêm qua.")
    publish_news(district, "Huyện")
    main = index(health, "/tin-tuc/")
    assert entries(main) == ["Mới", "Cũ"]
    first = main.select_one(".entry")
    assert first.time["datetime"] == "2026-02-09" and first.time.text == "09/02/2026"
    assert first.select_one(".entry-lead").text == "Đêm qua."


def test_a_section_lists_the_pages_below_it(index, health):
    publish_information(get_about_section(health), "Lịch sử")
    titles = ["Chức năng, nhiệm vụ", "Cơ cấu tổ chức", "Lịch sử"]
    assert entries(index(health, "/gioi-thieu/")) == titles


@pytest.mark.parametrize(("number", "shown"), [(2, []), (3, ["Phần 0", "Phần 1", "Phần 2"])])
def test_a_long_text_begins_with_what_stands_on_the_page(index, health, number, shown):
    body = [("heading", f"Phần {n}") for n in range(number)]
    publish_information(get_about_section(health), "Lịch sử", body=body)
    main = index(health, "/gioi-thieu/lich-su/")
    links = main.select("nav[aria-labelledby=on-this-page] a")
    assert [link.text for link in links] == shown
    assert [main.find(id=link["href"].removeprefix("#")).text for link in links] == shown


def test_drafts_and_private_pages_are_not_listed(index, health):
    publish_news(health, "Rút").unpublish()
    publish_document(health, "Rút", number="1").unpublish()
    publish_procedure(health, "Rút").unpublish()
    private = (
        publish_news(health, "Kín"),
        publish_document(health, "Kín", number="2"),
        publish_procedure(health, "Kín"),
    )
    for page in private:
        restrict_page(page, kind="login")
    for page in get_about_section(health).get_children():
        page.unpublish()
    for path in ("/tin-tuc/", "/van-ban/", "/gioi-thieu/", "/thu-tuc/"):
        assert entries(index(health, path)) == []
    for path in ("/tin-tuc/", "/van-ban/", "/gioi-thieu/"):
        assert index(health, path).select("p a"), "an empty list leads on"


@pytest.mark.parametrize(
    ("asked", "shown", "ways"),
    [
        ("", slice(0, 20), ["next"]),
        ("?trang=1", slice(0, 20), ["next"]),
        ("?trang=2", slice(20, 40), ["prev", "next"]),
        ("?trang=3", slice(40, 45), ["prev"]),
        ("?trang=99", slice(40, 45), ["prev"]),
        ("?trang=x", slice(0, 20), ["next"]),
        ("?trang=", slice(0, 20), ["next"]),
    ],
)
def test_a_long_list_comes_in_pages(index, health, asked, shown, ways):
    titles = write_articles(health, 2 * PAGE_SIZE + 5)
    main = index(health, f"/tin-tuc/{asked}")
    assert entries(main) == titles[shown]
    assert [link["rel"] for link in main.select(".pagination a")] == [[way] for way in ways]


def test_the_pages_lead_to_each_other(index, health):
    titles = write_articles(health, PAGE_SIZE + 1)
    onward = index(health, "/tin-tuc/").select_one("a[rel=next]")["href"]
    last = index(health, f"/tin-tuc/{onward}")
    assert entries(last) == titles[PAGE_SIZE:]
    back = last.select_one("a[rel=prev]")["href"]
    assert entries(index(health, f"/tin-tuc/{back}")) == titles[:PAGE_SIZE]


@pytest.mark.parametrize("number", ["0", "-1", "%00", "²", "1.5", "9" * 500])
def test_no_page_number_breaks_a_list(index, health, number):
    titles = write_articles(health, PAGE_SIZE + 1)
    shown = entries(index(health, f"/tin-tuc/?trang={number}"))
    assert shown in (titles[:PAGE_SIZE], titles[PAGE_SIZE:])


def test_a_short_list_has_no_pages(index, health):
    write_articles(health, PAGE_SIZE)
    assert not index(health, "/tin-tuc/").select(".pagination")


@pytest.mark.parametrize(
    ("path", "write"),
    [
        ("/tin-tuc/", publish_news),
        ("/van-ban/", lambda agency, title: publish_document(agency, title, number="1")),
        (
            "/gioi-thieu/",
            lambda agency, title: publish_information(get_about_section(agency), title),
        ),
        ("/thu-tuc/", publish_procedure),
    ],
    ids=["news", "documents", "section", "procedures"],
)
def test_a_list_costs_the_same_whatever_its_length(visit, health, path, write):
    costs = []
    for number in range(3):
        write(health, f"Trang {number}")
        visit(health, path)
        with CaptureQueriesContext(connection) as queries:
            visit(health, path)
        costs.append(len(queries))
    assert costs == costs[:1] * 3


def test_an_article_shows_its_facts_and_its_body(visit, health):
    publish_news(
        health,
        "Tiêm chủng",
        slug="tiem",
        date=date(2026, 2, 9),
        lead="Cho trẻ.",
        author_name="Bích Huệ",
        body=[("text", "<p>Mang theo <b>sổ</b>.</p>")],
    )
    response = visit(health, "/tin-tuc/tiem/")
    soup = read_html(response.content)
    assert soup.h1.text == "Tiêm chủng"
    facts = soup.article.select_one(".entry-facts")
    assert facts.text == "09/02/2026 · Hoạt động của đơn vị"
    assert soup.article.select_one(".author").text == "Bích Huệ"
    assert soup.article.select_one(".lead").text == "Cho trẻ."
    assert soup.article.select_one(".prose b").text == "sổ"
    head = soup.head
    assert head.select_one('meta[name="description"]')["content"] == "Cho trẻ."
    assert head.select_one('link[rel="canonical"]')["href"].endswith("/tin-tuc/tiem/")
    graph = {meta["property"]: meta["content"] for meta in head.select("meta[property]")}
    assert (graph["og:type"], graph["og:title"], graph["og:site_name"]) == (
        "article",
        "Tiêm chủng",
        "Sở Y tế",
    )


def test_an_article_costs_little(visit, health, django_assert_max_num_queries):
    publish_news(health, "Tiêm chủng", slug="tiem", body=[("text", "<p>Mang sổ.</p>")])
    visit(health, "/tin-tuc/tiem/")
    with django_assert_max_num_queries(12):
        visit(health, "/tin-tuc/tiem/")


def test_the_page_of_feeds_names_those_of_the_units_own_lists(visit, health):
    def named(path="/ban-tin/nguon-tin/"):
        soup = read_html(visit(health, path).content)
        return {link.text: link["href"] for link in soup.select(".feeds-pages a")}

    assert named() == {"Tin tức": "/tin-tuc/rss.xml", "Văn bản": "/van-ban/rss.xml"}
    assert visit(health, "/van-ban/rss.xml").status_code == 200
    DocumentIndexPage.objects.child_of(health.root_page).get().unpublish()
    open_in_english(health)
    assert list(named()) == ["Tin tức"]
    assert named("/en/ban-tin/nguon-tin/") == {}
