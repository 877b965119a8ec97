import re

import pytest
from django.conf import settings
from django.test import Client

from bulletins.tests.factories import publish_bulletin, translate
from home.models import ContactPage, ProcedureIndexPage, SectionPage
from home.tests.factories import (
    get_about_section,
    publish_information,
    publish_news,
    publish_page,
    publish_procedure,
    publish_section,
)
from sites.models import AgencySettings
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db

EVERY_KIND_OF_PAGE = {
    "/": 200,
    "/gioi-thieu/": 200,
    "/gioi-thieu/chuc-nang-nhiem-vu/": 200,
    "/tin-tuc/": 200,
    "/van-ban/": 200,
    "/lien-he/": 200,
    "/ban-tin/": 200,
    "/ban-tin/luu-tru/": 200,
    "/ban-tin/tin/": 200,
    "/tim-kiem/?q=tin": 200,
    "/co-quan/": 200,
    "/hien-thi/": 200,
    "/so-do/": 200,
    "/khong-co/": 404,
}


@pytest.fixture
def soup(visit):
    def get(agency, path):
        return read_html(visit(agency, path).content)

    return get


def current(soup):
    """Where the wide menu says the reader is."""
    links = soup.select(".site-nav-wide a[aria-current]")
    return [(link["href"], link["aria-current"]) for link in links]


def trail(soup):
    return [(link.text, link["href"]) for link in soup.select(".breadcrumb a")]


@pytest.mark.parametrize(("path", "status"), EVERY_KIND_OF_PAGE.items())
def test_every_page_has_the_agencys_frame(visit, health, path, status):
    publish_bulletin("Tin")
    response = visit(health, path)
    assert response.status_code == status
    page = read_html(response.content)
    assert page.html["lang"] == "vi" and page.html["data-accent"] == "lam"
    assert page.title.text.endswith(" · Sở Y tế")
    assert page.select_one(".brand-name").text == "Sở Y tế"
    assert page.select_one(".brand-parent").text == "Cổng Thông tin điện tử tỉnh Bắc Kạn"
    assert len(page.select("h1")) == len(page.select("main#content")) == 1
    assert page.select_one(".skip-link")["href"] == "#content"
    assert "style" not in {name for tag in page.find_all(True) for name in tag.attrs}
    assert not page.select("style, iframe, base")


@pytest.mark.parametrize("path", EVERY_KIND_OF_PAGE)
def test_every_page_has_the_form_of_display_choices_and_is_the_same_for_everybody(
    visit, health, path
):
    publish_bulletin("Tin")
    response = visit(health, path)
    [form] = read_html(response.content).select(".site-header form[method=post]")
    assert form["action"].startswith("/hien-thi/")
    assert form.select_one('input[name="next"]')["value"] == path
    assert {button["name"] for button in form.select("button")} == {"choice"}
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    if path != "/hien-thi/":
        client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
        client.cookies["hien-thi"] = "s3.l1.c2.u1"
        assert drop_number(client.get(path).content) == drop_number(response.content)


def drop_number(content):
    """A page without the number of its request, which stands on pages that failed."""
    return re.sub(rb'(class="request-number">[^<]*<code>)\w+', rb"\1", content)


def test_the_province_stands_above_the_others_and_nobody_above_it(soup, province, district):
    assert not soup(province, "/").select(".brand-parent")
    assert soup(district, "/").select_one(".brand-parent").text == province.heading
    footer = [link["href"] for link in soup(district, "/").select("footer a")]
    assert f"http://{province.site.hostname}:{settings.SITE_PORT}/" in footer


def test_the_header_shows_the_day_in_vietnamese(soup, health, today):
    names = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]
    shown = soup(health, "/").select_one(".utility-date").text
    assert shown.lower() == f"{names[today.weekday()]}, {today:%d/%m/%Y}".lower()


def test_a_unit_chooses_colour_and_monogram(soup, health, district):
    details = AgencySettings.for_site(health.site)
    details.accent, details.monogram = "man", "YT"
    details.save()
    page = soup(health, "/")
    assert page.html["data-accent"] == "man"
    assert page.select_one(".monogram").text == "YT"
    page = soup(district, "/")
    assert page.html["data-accent"] == "lam"
    assert page.select_one(".monogram").text == "BB"


def test_the_menu_has_the_sections_of_this_website(soup, health):
    hidden = ContactPage.objects.child_of(health.root_page).get()
    hidden.unpublish()
    publish_information(health.root_page.specific, "Không ở thực đơn")
    page = soup(health, "/")
    first = ["/", "/gioi-thieu/", "/tin-tuc/", "/van-ban/", "/thu-tuc/", "/ban-tin/"]
    assert [link["href"] for link in page.select(".site-nav-wide a")] == first
    assert [link["href"] for link in page.select(".site-nav-narrow > ul > li > a")] == first


def test_below_a_section_are_its_pages_and_below_an_index_what_was_chosen(soup, visit, health):
    article = publish_news(health, "Một tin", slug="mot-tin")
    chosen = publish_news(health, "Chuyên đề", slug="chuyen-de", show_in_menus=True)
    about = get_about_section(health)
    publish_information(about, "Bản nháp", slug="nhap").unpublish()
    page = soup(health, "/")
    second = [link["href"] for link in page.select(".site-nav-narrow li li a")]
    about_us = ["/gioi-thieu/chuc-nang-nhiem-vu/", "/gioi-thieu/co-cau-to-chuc/"]
    assert second == [*about_us, f"/tin-tuc/{chosen.slug}/"]
    assert not page.select(".site-nav-second")
    [row] = soup(health, "/gioi-thieu/chuc-nang-nhiem-vu/").select(".site-nav-second ul")
    assert row["aria-label"] == "Giới thiệu"
    assert [(a["href"], a.get("aria-current")) for a in row.select("a")] == [
        (about_us[0], "page"),
        (about_us[1], None),
    ]
    assert not soup(health, "/lien-he/").select(".site-nav-second")
    assert article.live


def test_the_menu_has_seven_items_at_most_and_the_last_to_give_way_is_the_front(soup, health):
    for number in range(4):
        publish_section(health, f"Mục {number}", show_in_menus=True)
    links = [link["href"] for link in soup(health, "/").select(".site-nav-wide a")]
    assert len(links) == 7
    assert "/" not in links and {"/lien-he/", "/ban-tin/"} <= set(links)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", [("/", "page")]),
        ("/tin-tuc/", [("/tin-tuc/", "page")]),
        ("/gioi-thieu/chuc-nang-nhiem-vu/", [("/gioi-thieu/", "true")]),
        ("/ban-tin/", [("/ban-tin/", "page")]),
        ("/ban-tin/tin/", [("/ban-tin/", "true")]),
        ("/co-quan/", []),
        ("/khong-co/", []),
    ],
)
def test_the_menu_marks_where_the_reader_is(soup, health, path, marked):
    publish_bulletin("Tin")
    assert current(soup(health, path)) == marked


@pytest.mark.parametrize("slug", ["ban-tin", "tin-tuc"])
def test_a_page_that_only_has_a_sections_name_does_not_mark_the_section(soup, health, slug):
    about = get_about_section(health)
    publish_information(about, "Trang", slug=slug)
    assert current(soup(health, f"/gioi-thieu/{slug}/")) == [("/gioi-thieu/", "true")]


def test_the_breadcrumb_leads_up_to_the_front(soup, health):
    about = get_about_section(health)
    section = publish_page(SectionPage(title="Thủ tục", slug="thu-tuc"), about)
    publish_information(section, "Khai sinh", slug="khai-sinh")
    publish_bulletin("Tin")
    home = ("Trang chủ", "/")
    assert trail(soup(health, "/gioi-thieu/thu-tuc/khai-sinh/")) == [
        home,
        ("Giới thiệu", "/gioi-thieu/"),
        ("Thủ tục", "/gioi-thieu/thu-tuc/"),
    ]
    assert trail(soup(health, "/gioi-thieu/")) == [home]
    assert trail(soup(health, "/ban-tin/tin/")) == [home, ("Bản tin", "/ban-tin/")]
    assert trail(soup(health, "/ban-tin/luu-tru/")) == [home, ("Bản tin", "/ban-tin/")]
    assert trail(soup(health, "/ban-tin/")) == [home]
    assert trail(soup(health, "/khong-co/")) == [home]
    assert not soup(health, "/").select(".breadcrumb")


def switch(soup):
    return {link["hreflang"]: link["href"] for link in soup.select("a.language")}


def test_each_language_is_named_in_its_own_words(soup, health):
    open_in_english(health)
    links = [soup(health, path).select_one("a.language") for path in ("/", "/en/")]
    assert [link.text for link in links] == ["EN English", "VI Tiếng Việt"]


def test_without_another_language_there_is_no_switch(soup, district, health):
    open_in_english(health)
    assert switch(soup(district, "/")) == {}


def test_the_switch_leads_to_the_same_page_or_the_front(soup, health):
    open_in_english(health)
    contact = ContactPage.objects.child_of(health.root_page).get()
    english = contact.copy_for_translation(contact.locale.__class__.objects.get(language_code="en"))
    english.title, english.slug = "Contact", "contact"
    english.save_revision().publish()
    translate(publish_bulletin("Tin"), "News")
    publish_bulletin("Chưa dịch")
    procedures = ProcedureIndexPage.objects.child_of(health.root_page).get()
    steps = publish_procedure(health, "Khai sinh", slug="khai-sinh")
    for page in (procedures, steps):
        page.copy_for_translation(english.locale).save_revision().publish()
    pairs = {
        "/": "/en/",
        "/lien-he/": "/en/contact/",
        "/ban-tin/": "/en/ban-tin/",
        "/ban-tin/tin/": "/en/ban-tin/tin/",
        "/ban-tin/chua-dich/": "/en/ban-tin/chua-dich/",
        "/ban-tin/luu-tru/": "/en/ban-tin/luu-tru/",
        "/ban-tin/nguon-tin/": "/en/ban-tin/nguon-tin/",
        "/ban-tin/?nam=2026&muc=suc-khoe": "/en/ban-tin/?nam=2026&muc=suc-khoe",
        "/co-quan/": "/en/co-quan/",
        "/co-quan/?q=ba+be": "/en/co-quan/?q=ba+be",
        "/gop-y/": "/en/gop-y/",
        "/hien-thi/": "/en/hien-thi/",
        "/so-do/": "/en/so-do/",
        "/thu-tuc/khai-sinh/": "/en/thu-tuc/khai-sinh/",
        "/tiep-can/": "/en/tiep-can/",
        "/tim-kiem/?q=tin&scope=all": "/en/tim-kiem/?q=tin&scope=all",
    }
    for vietnamese, path in pairs.items():
        assert switch(soup(health, vietnamese)) == {"en": path}, vietnamese
        assert switch(soup(health, path)) == {"vi": vietnamese}, path
    assert switch(soup(health, "/tin-tuc/?muc=thong-bao")) == {"en": "/en/tin-tuc/"}
    assert switch(soup(health, "/khong-co/")) == {"en": "/en/"}


def test_an_unpublished_translation_is_not_where_the_switch_leads(soup, health):
    open_in_english(health)
    article = publish_news(health, "Tiêm", slug="tiem")
    english = article.locale.__class__.objects.get(language_code="en")
    draft = article.copy_for_translation(english, copy_parents=True)
    draft.slug = "vaccination"
    draft.save()
    assert switch(soup(health, "/tin-tuc/tiem/")) == {"en": "/en/tin-tuc/tiem/"}


def test_an_english_page_speaks_english(soup, health):
    health.name_en = "Department of Health"
    health.save()
    open_in_english(health)
    page = soup(health, "/en/")
    assert page.html["lang"] == "en"
    assert page.select_one(".brand-name").text == "Department of Health"
    assert page.select_one(".skip-link").text == "Skip to content"
    menu = [link["href"] for link in page.select(".site-nav-wide a")]
    assert "/en/ban-tin/" in menu and all(path.startswith("/en/") for path in menu)
    assert page.select_one(".search-field")["action"] == "/en/tim-kiem/"


def test_what_is_not_there_is_said_in_the_agencys_layout(soup, visit, health):
    open_in_english(health)
    page = soup(health, "/khong-co/")
    assert page.h1.text == "Không tìm thấy trang"
    assert page.main.select('form[action="/tim-kiem/"]') and page.main.select('a[href="/"]')
    english = soup(health, "/en/nothing/")
    assert (english.html["lang"], english.h1.text) == ("en", "Page not found")
    assert english.main.select('a[href="/en/"]')
    assert visit(health, "/admin/").status_code == 404


def test_what_is_not_there_on_the_admins_host_is_said_plainly(anonymous):
    response = anonymous(settings.ADMIN_HOST).get("/khong-co/")
    assert response.status_code == 404
    page = read_html(response.content)
    assert page.h1.text == "Không tìm thấy trang" and not page.select(".site-header")
    assert anonymous(settings.ADMIN_HOST).get(page.main.a["href"]).status_code == 200
