"""What leads to Vietnamese pages in the frame of another language: lists, menus, search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import ContactPage, DocumentIndexPage, ProcedureIndexPage
from home.tests.factories import (
    get_about_section,
    get_news_index,
    publish_document,
    publish_information,
    publish_news,
    publish_procedure,
    publish_section,
    restrict_page,
)
from search.tests.client import build_url, list_hit_urls
from sites.tests.factories import add_english, create_agency, open_in_english
from tests.html import get_text_and_language, parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(health):
    return open_in_english(health)


@pytest.fixture
def soup(visit):
    return lambda agency, path: parse_html(visit(agency, path))


def translate_page(page, title, slug, **fields):
    """A page's English, published; the pages above are drafts if they are not translated."""
    english = page.copy_for_translation(add_english(), copy_parents=True)
    for name, value in (fields | {"title": title, "slug": slug}).items():
        setattr(english, name, value)
    english.take_words()
    english.save_revision().publish()
    english.refresh_from_db()
    return english


def list_links(page, selector):
    """Where the links lead, with their words and the language these are marked with."""
    return [(link["href"], *get_text_and_language(link)) for link in page.select(selector)]


def test_the_menu_has_every_section_in_the_order_of_the_vietnamese_one(soup, health, english):
    translate_page(get_news_index(health), "News", "news")
    links = list_links(soup(health, "/en/"), ".site-nav-narrow > ul > li > a")
    vietnamese = list_links(soup(health, "/"), ".site-nav-narrow > ul > li > a")
    assert len(links) == len(vietnamese)
    expected = [
        ("/en/news/", "News", "en") if path == "/tin-tuc/" else (f"/en{path}", words, "vi")
        for path, words, _language in vietnamese
        if path not in {"/", "/ban-tin/"}
    ]
    assert [one for one in links if one[0] not in {"/en/", "/en/ban-tin/"}] == expected


def test_the_second_level_of_the_menu_has_both_languages(soup, health, english):
    section = get_about_section(health)
    publish_information(section, "Lịch sử")
    duties = publish_information(section, "Nhiệm vụ")
    translate_page(duties, "Duties", "duties")
    before = list_links(soup(health, "/en/"), '.site-nav-narrow a[href^="/en/gioi-thieu/"]')
    assert ("/en/gioi-thieu/duties/", "Duties", "en") in before
    translate_page_of_draft(section, "About us", "about-us")
    menu = soup(health, "/en/").select_one(".site-nav-narrow")
    below = menu.select_one('a[href="/en/about-us/"]').find_next("ul")
    found = [(link["href"], *get_text_and_language(link)) for link in below.select("a")]
    assert ("/en/gioi-thieu/lich-su/", "Lịch sử", "vi") in found
    assert ("/en/about-us/duties/", "Duties", "en") in found


def translate_page_of_draft(page, title, slug):
    """Publish the English of a page that was made as a draft along with a page below it."""
    english = page.get_translations().get(locale=add_english()).specific
    english.title, english.slug = title, slug
    english.take_words()
    english.save_revision().publish()


def test_a_private_page_is_in_no_menu_or_list_of_the_english_frame(soup, health, english):
    page = publish_information(get_about_section(health), "Riêng")
    section = publish_section(health, "Nội bộ", show_in_menus=True)
    restrict_page(section)
    restrict_page(page)
    for path in ("/en/", "/en/gioi-thieu/", "/en/so-do/"):
        links = {link["href"] for link in soup(health, path).select("a")}
        assert not {"/en/noi-bo/", "/en/gioi-thieu/rieng/"} & links


@pytest.mark.parametrize("is_translated", [False, True])
def test_a_section_lists_translated_pages_in_place_and_the_others_marked(
    soup, health, english, is_translated
):
    section = publish_section(health, "Mục")
    publish_information(section, "Một")
    second = publish_information(section, "Hai")
    publish_information(section, "Ba")
    draft = publish_information(section, "Bốn")
    draft.copy_for_translation(add_english(), copy_parents=True)
    translate_page(second, "Two", "two")
    path = "/en/muc/"
    if is_translated:
        translate_page_of_draft(section, "Section", "section")
        path = "/en/section/"
    assert list_links(soup(health, path), ".entries a") == [
        ("/en/muc/mot/", "Một", "vi"),
        (f"{path}two/", "Two", "en"),
        ("/en/muc/ba/", "Ba", "vi"),
        ("/en/muc/bon/", "Bốn", "vi"),
    ]


def test_an_english_page_without_a_vietnamese_one_stays_in_its_list(soup, health, english):
    about = translate_page(get_about_section(health), "About", "about")
    publish_information(about, "Us")
    assert ("/en/about/us/", "Us", "en") in list_links(soup(health, "/en/about/"), ".entries a")
    tree = soup(health, "/en/so-do/").select_one('section[aria-labelledby="pages"]')
    branch = tree.select_one('a[href="/en/about/"]').find_parent("li")
    assert branch.select('a[href="/en/about/us/"]')
    everything = {link["href"] for link in soup(health, "/so-do/").select("a")}
    assert not [path for path in everything if path.endswith("/us/")]


def test_lists_of_news_documents_and_procedures_lead_to_english_addresses(soup, health, english):
    publish_news(health, "Tiêm chủng")
    translate_page(publish_news(health, "Họp báo"), "Press conference", "press")
    publish_document(health, "Nghỉ lễ", number="2/TB")
    publish_procedure(health, "Khai sinh")
    assert set(list_links(soup(health, "/en/tin-tuc/"), ".entries .entry-title a")) == {
        ("/en/tin-tuc/tiem-chung/", "Tiêm chủng", "vi"),
        ("/en/tin-tuc/press/", "Press conference", "en"),
    }
    documents, procedures = (
        f"/en/{kind.objects.child_of(health.root_page).get().slug}/"
        for kind in (DocumentIndexPage, ProcedureIndexPage)
    )
    assert list_links(soup(health, documents), ".documents td a") == [
        (f"{documents}nghi-le/", "Nghỉ lễ", "vi")
    ]
    assert list_links(soup(health, procedures), ".procedures a") == [
        (f"{procedures}khai-sinh/", "Khai sinh", "vi")
    ]


def test_a_long_list_is_paged_and_filtered_in_english_as_in_vietnamese(soup, health, english):
    for number in range(20):
        publish_news(health, f"Bài {number:02}", date=f"2026-01-{number + 1:02}")
    translate_page(publish_news(health, "Bài cũ", date="2025-01-01"), "Old", "old")
    pages = [soup(health, f"/en/tin-tuc/?trang={number}") for number in (1, 2)]
    assert [len(page.select(".entries li")) for page in pages] == [20, 1]
    assert list_links(pages[1], ".entries a") == [("/en/tin-tuc/old/", "Old", "en")]
    assert pages[0].select_one(".pagination a").text == "Next page"
    narrowed = soup(health, "/en/tin-tuc/?nam=2025")
    assert [link[1] for link in list_links(narrowed, ".entries a")] == ["Old"]
    assert "21 articles" in pages[0].select_one(".list-facts").text


def test_the_english_home_page_shows_what_is_newest_in_either_language(soup, health, english):
    publish_news(health, "Tin mới", date="2026-01-02")
    translate_page(publish_news(health, "Tin cũ", date="2026-01-01"), "Old news", "old")
    publish_document(health, "Nghỉ lễ", number="2/TB")
    links = list_links(soup(health, "/en/"), ".home-sections h3 a")
    assert ("/en/tin-tuc/tin-moi/", "Tin mới", "vi") in links
    assert ("/en/tin-tuc/old/", "Old news", "en") in links
    assert not [path for path, _words, _language in links if not path.startswith("/en/")]
    more = {link["href"] for link in soup(health, "/en/").select(".home-sections a.more")}
    assert all(path.startswith("/en/") for path in more)


def test_shortcuts_of_the_english_home_page_stay_in_english(soup, health, english, visit):
    contact = ContactPage.objects.child_of(health.root_page).get()
    news = get_news_index(health)
    translate_page(news, "News", "news")
    empty = {"icon": "form", "page": None, "address": ""}
    english.tasks = [
        ("task", empty | {"label": "Write to us", "page": contact}),
        ("task", empty | {"label": "News", "page": news}),
        ("task", empty | {"label": "Procedures", "address": "/thu-tuc/?muc=y#ba"}),
        ("task", empty | {"label": "Search", "address": "/tim-kiem/"}),
        ("task", empty | {"label": "Bulletins", "address": "/en/ban-tin/"}),
        ("task", empty | {"label": "File", "address": "/documents/1/x.pdf"}),
        ("task", empty | {"label": "Elsewhere", "address": "https://example.org/x/"}),
    ]
    english.save_revision().publish()
    links = soup(health, "/en/").select(".tasks a")
    assert [link["href"] for link in links] == [
        f"/en/{contact.slug}/",
        "/en/news/",
        "/en/thu-tuc/?muc=y#ba",
        "/en/tim-kiem/",
        "/en/ban-tin/",
        "/documents/1/x.pdf",
        "https://example.org/x/",
    ]
    assert [link.get("hreflang") for link in links[:2]] == ["vi", None]
    for link in links[:5]:
        assert visit(health, link["href"].partition("#")[0]).status_code == 200


def test_search_results_lead_to_the_english_frame(visit, health, district, english):
    publish_news(health, "Mưa đá")
    translate_page(publish_news(health, "Mưa rào"), "Shower", "shower")
    publish_news(district, "Mưa phùn")

    def found(agency, typed, **asked):
        return set(list_hit_urls(visit, agency, typed, path="/en/tim-kiem/", **asked))

    assert found(health, "mưa đá") == {"/en/tin-tuc/mua-da/"}
    # Who has looked for Vietnamese words is led to these, and not to the translation.
    assert found(health, "mưa rào") == {"/tin-tuc/mua-rao/"}
    assert found(health, "shower") == {"/en/tin-tuc/shower/"}
    assert found(health, "mưa phùn", scope="all") == {build_url(district, "/tin-tuc/mua-phun/")}
    open_in_english(district)
    assert found(health, "mưa phùn", scope="all") == {build_url(district, "/en/tin-tuc/mua-phun/")}
    assert list_hit_urls(visit, health, "mưa đá") == ["/tin-tuc/mua-da/"]


def test_the_directory_leads_to_the_english_front_pages(visit, soup, health, district, english):
    links = {link["href"] for link in soup(health, "/en/co-quan/").select("a.directory-name")}
    assert {f"{agency.root_url}/en/" for agency in (health, district)} <= links
    assert visit(health, "/en/").status_code == 200
    # A website without English leads on.
    assert visit(district, "/en/")["Location"] == "/"
    plain = {link["href"] for link in soup(health, "/co-quan/").select("a.directory-name")}
    assert {f"{agency.root_url}/" for agency in (health, district)} <= plain


def test_the_site_map_has_every_page_once(soup, health, english):
    section = get_about_section(health)
    page = publish_information(section, "Lịch sử")
    publish_information(section, "Nhiệm vụ")
    translate_page(page, "History", "history")
    translate_page_of_draft(section, "About us", "about-us")

    def links(path):
        tree = soup(health, path).select_one('section[aria-labelledby="pages"]')
        return [link["href"] for link in tree.select("a")]

    english_ones = links("/en/so-do/")
    assert len(english_ones) == len(set(english_ones)) == len(links("/so-do/"))
    assert {"/en/about-us/", "/en/about-us/history/", "/en/gioi-thieu/nhiem-vu/"} <= {*english_ones}


def test_lists_of_the_english_frame_cost_the_same_however_long_they_are(visit, health, english):
    costs = []
    for many in (2, 12):
        for number in range(many):
            publish_news(health, f"Bài {many} {number}")
            publish_information(get_about_section(health), f"Trang {many} {number}")
            translate_page(
                publish_news(health, f"Tin {many} {number}"), "News", f"n-{many}-{number}"
            )
        cost = []
        for path in ("/en/tin-tuc/", "/en/gioi-thieu/", "/en/so-do/", "/en/"):
            visit(health, f"{path}?trang=1")
            with CaptureQueriesContext(connection) as queries:
                visit(health, f"{path}?trang=1")
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]


def test_another_agency_sees_nothing_of_it(soup, health, english):
    other = create_agency()
    publish_news(other, "Tiêm chủng")
    page = soup(other, "/tin-tuc/tiem-chung/")
    assert not page.select('a[href^="/en/"], [lang="en"]')
    assert "Tiêm chủng" not in soup(health, "/en/tin-tuc/").get_text()
