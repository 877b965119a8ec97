from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import PageViewRestriction

from bulletins.tests.factories import publish_bulletin, publish_emergency
from content.tests.factories import create_picture
from home.models import ContactPage, NewsIndexPage, NewsPage
from home.tests.factories import get_news_index, publish_document, publish_news, restrict_page
from sites.models import AgencySettings
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(visit):
    def get(agency):
        response = visit(agency, "/")
        assert response.status_code == 200
        return read_html(response.content)

    return get


@pytest.fixture
def details(health):
    settings = AgencySettings.for_site(health.site)
    settings.address = "Số 96, thành phố Bắc Kạn"
    settings.telephone, settings.email = "0209 3000 117", "soyte@backan.example"
    settings.hours = "7 giờ 30 – 17 giờ"
    settings.save()
    return settings


def sections(soup):
    return [section["aria-labelledby"] for section in soup.select("main [aria-labelledby]")]


def titles(soup, place):
    return [link.text for link in soup.select(f"main [aria-labelledby='{place}'] h3 a")]


def test_of_a_new_website_only_what_it_leads_to_and_whom_to_call_are_shown(home, health):
    soup = home(health)
    assert sections(soup) == ["tasks", "call"]
    assert soup.h1.text == "Sở Y tế"
    assert not soup.select(".home-tagline, .banner")


def test_whom_to_call_has_the_units_numbers_and_those_for_emergencies(home, health, details):
    contact = ContactPage.objects.child_of(health.root_page).get()
    contact.telephones = [
        ("telephone", {"name": "Một cửa", "number": "0209 3000 301"}),
        ("telephone", {"name": "Đường dây nóng", "number": "0209 3000 201"}),
    ]
    contact.save_revision().publish()
    links = home(health).select("main [aria-labelledby='call'] a")
    assert [(link["href"], " ".join(link.text.split())) for link in links] == [
        ("tel:02093000117", "Gọi: 0209 3000 117"),
        ("tel:02093000201", "Đường dây nóng: 0209 3000 201"),
        ("tel:113", "113 Công an"),
        ("tel:114", "114 Cứu hỏa"),
        ("tel:115", "115 Cấp cứu"),
        ("tel:112", "112 Cứu nạn"),
    ]


def test_bulletins_do_not_repeat_the_banners_above_them(home, health):
    until = timezone.now() + timedelta(days=1)
    for title in ("Lũ trước", "Lũ"):
        publish_emergency(title, valid_until=until)
    publish_bulletin("Hiến máu")
    soup = home(health)
    banner = soup.select_one(".banner h2").text
    [other] = {"Lũ", "Lũ trước"} - {banner}
    assert {*titles(soup, "bulletins")} == {other, "Hiến máu"}


@pytest.mark.parametrize("icon", ["x", "../base", "", None, 7, ["news"]])
def test_a_shortcut_with_an_icon_that_there_is_not_has_the_usual_one(home, health, icon):
    page = health.root_page.specific
    page.tasks = [("task", {"icon": icon, "label": "Hỏi đáp", "address": "/hoi-dap/"})]
    page.save_revision().publish()
    link = home(health).select_one(".tasks a")
    assert link.text.strip() == "Hỏi đáp"
    assert link.svg


def test_a_shortcut_whose_page_has_gone_goes_with_it(home, health):
    contact = ContactPage.objects.child_of(health.root_page).get()
    page = health.root_page.specific
    page.tasks = [
        ("task", {"icon": "contact", "label": "Hỏi", "page": contact, "address": ""}),
        ("task", {"icon": "news", "label": "Tin", "page": None, "address": "/tin-tuc/"}),
    ]
    page.save_revision().publish()
    assert len(home(health).select(".tasks a")) == 2
    contact.delete()
    assert [link["href"] for link in home(health).select(".tasks a")] == ["/tin-tuc/"]


def test_a_shortcut_does_not_lead_to_a_page_that_was_taken_back(home, health):
    ContactPage.objects.child_of(health.root_page).get().unpublish()
    assert "/lien-he/" not in [link["href"] for link in home(health).select(".tasks a")]


def test_neither_shortcuts_nor_menu_lead_to_a_page_with_a_password(home, health, kept):
    contact = ContactPage.objects.child_of(health.root_page).get()
    news = NewsIndexPage.objects.child_of(health.root_page).get()
    assert links_to(home(health)) >= {"/lien-he/", "/tin-tuc/"}
    assert kept(health)
    for page in (contact, news):
        restrict_page(page)
    assert links_to(home(health)).isdisjoint({"/lien-he/", "/tin-tuc/"})
    assert kept(health)
    PageViewRestriction.objects.all().delete()
    assert links_to(home(health)) >= {"/lien-he/", "/tin-tuc/"}


def test_a_shortcut_does_not_lead_below_a_page_with_a_password(home, health):
    news = publish_news(health, "Họp kín")
    page = health.root_page.specific
    page.tasks = [("task", {"icon": "news", "label": "Họp", "page": news, "address": ""})]
    page.save_revision().publish()
    assert home(health).select(".tasks a")
    restrict_page(news.get_parent())
    assert not home(health).select(".tasks a")


def links_to(soup):
    return {link["href"] for link in soup.select(".tasks a, header nav a")}


def test_a_full_home_page_has_its_parts_in_order(home, health, details):
    page = health.root_page.specific
    page.tagline = "Khám chữa bệnh gần nhà."
    page.save_revision().publish()
    until = timezone.now() + timedelta(days=1)
    publish_emergency("Lũ", valid_until=until)
    publish_news(health, "Tiêm chủng")
    publish_document(health, "Thông báo", number="1/TB")
    soup = home(health)
    assert soup.select_one(".banner h2").text == "Lũ"
    assert soup.select_one(".home-tagline").text == "Khám chữa bệnh gần nhà."
    # The only bulletin is the banner.
    assert sections(soup) == ["tasks", "call", "documents", "lead", "contact"]
    for name in sections(soup):
        assert soup.find(id=name).name == "h2"


def test_the_newest_four_articles_and_three_documents_of_this_website_are_shown(
    home, health, district
):
    for day in (3, 1, 5, 2, 4):
        publish_news(health, f"Bài {day}", date=date(2026, 1, day))
        publish_document(health, f"Văn bản {day}", number=f"{day}/TB", issued_on=date(2026, 1, day))
    publish_news(district, "Bài huyện", date=date(2026, 1, 9))
    publish_document(district, "Văn bản huyện", number="9/TB", issued_on=date(2026, 1, 9))
    soup = home(health)
    assert titles(soup, "lead") == ["Bài 5"]
    assert titles(soup, "news") == ["Bài 4", "Bài 3", "Bài 2"]
    assert titles(soup, "documents") == ["Văn bản 5", "Văn bản 4", "Văn bản 3"]
    assert titles(home(district), "lead") == ["Bài huyện"]
    for place, path in {"news": "/tin-tuc/", "documents": "/van-ban/"}.items():
        assert soup.select_one(f"[aria-labelledby='{place}'] .more")["href"] == path


def test_drafts_and_private_pages_are_not_shown(home, health):
    index = get_news_index(health)
    draft = NewsPage(title="Nháp", locale=index.locale, live=False)
    index.add_child(instance=draft)
    secret = publish_news(health, "Kín")
    restrict_page(secret, kind="login")
    gone = publish_news(health, "Rút")
    gone.unpublish()
    assert "lead" not in sections(home(health))


def test_an_article_that_is_taken_back_is_gone_at_the_next_request(home, health):
    article = publish_news(health, "Tiêm chủng")
    assert titles(home(health), "lead") == ["Tiêm chủng"]
    article.unpublish()
    assert "lead" not in sections(home(health))


def test_the_first_article_shows_its_picture(home, health, work_off):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"></svg>'
    file = ContentFile(drawing.encode(), name="ve.svg")
    image = create_picture(title="Vẽ", description="Vẽ", file=file)
    publish_news(health, "Có ảnh", image=image, lead="Đêm qua.")
    work_off()
    soup = home(health)
    [picture] = soup.select(".lead-news img")
    # The headline beside it says everything; hearing the picture as well would be noise.
    assert (picture["alt"], picture["width"], picture["height"]) == ("", "300", "200")
    assert soup.select_one(".lead-news .entry-lead").text == "Đêm qua."


def test_the_contact_block_says_how_to_reach_the_unit(home, health, details):
    contact = home(health).select_one("main [aria-labelledby='contact']")
    assert [fact.text for fact in contact.select("dd")] == [
        "Số 96, thành phố Bắc Kạn",
        "0209 3000 117",
        "soyte@backan.example",
        "7 giờ 30 – 17 giờ",
    ]
    links = [link["href"] for link in contact.select("a")]
    assert links == ["tel:02093000117", "mailto:soyte@backan.example"]


def test_the_contact_page_and_the_footer_say_the_same(visit, health, details):
    soup = read_html(visit(health, "/lien-he/").content)
    for place in ("main", "footer"):
        text = soup.select_one(place).text
        assert details.address in text and details.hours in text
        assert soup.select(f'{place} a[href="tel:02093000117"]')
        assert soup.select(f'{place} a[href="mailto:soyte@backan.example"]')


def test_what_a_unit_says_of_itself_stays_on_its_own_website(home, district, details):
    assert details.address not in home(district).text
    assert details.telephone not in home(district).text


def test_a_full_home_page_costs_little(
    visit, health, province, details, django_assert_max_num_queries
):
    for number in range(5):
        publish_news(health, f"Bài {number}")
        publish_document(health, f"Văn bản {number}", number="1")
        publish_bulletin(f"Tin {number}", source=province)
    # Pages asked for with a parameter that views read are made anew.
    visit(health, "/?trang=1")
    with django_assert_max_num_queries(10):
        visit(health, "/?trang=1")
