"""Vietnamese pages in the frame of another language, at an address of their own."""

import json
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from bulletins.tests.factories import publish_bulletin, translate
from conftest import commit
from content.tests.factories import create_document
from home.models import ContactPage, NewsIndexPage, NewsPage
from home.page_forms import make_free_slug
from home.tests.factories import (
    get_about_section,
    get_news_index,
    make_office_block,
    make_person_block,
    publish_document,
    publish_information,
    publish_news,
    publish_organisation,
    publish_procedure,
    restrict_page,
)
from sites.localization.validation import list_publication_errors
from sites.tests.factories import add_english, open_in_english, translate_front
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db

# Letters that English does not have.
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹáàãéèíìóòõúùý]", re.I)
SENTENCE = "This page is only available in Vietnamese."


@pytest.fixture
def english(health, province):
    for agency, name in ((health, "Department of Health"), (province, "Bac Kan")):
        agency.name_en = name
        agency.save()
    return open_in_english(health)


@pytest.fixture
def soup(visit):
    return lambda agency, path: parse_html(visit(agency, path))


def translate_page(page, **fields):
    """A page's English, published."""
    english = page.copy_for_translation(add_english(), copy_parents=True)
    for name, value in fields.items():
        setattr(english, name, value)
    english.take_words()
    english.save_revision().publish()
    return english


def furnish(agency):
    """A page of every kind on an agency's website, with something in each of their parts."""
    callout = ("callout", {"kind": "warning", "text": "<p>Đừng tới gần.</p>"})
    body = [("heading", "Mở đầu"), ("heading", "Giữa"), ("heading", "Cuối"), callout]
    article = {"lead": "Lời dẫn.", "topics": "sức khoẻ", "author_name": "Nông Thị Lan"}
    publish_news(agency, "Tiêm chủng", body=body, source_name="Báo tỉnh", **article)
    publish_news(agency, "Họp báo")
    file = create_document(title="Quyết định")
    older = publish_document(agency, "Cũ", number="1/QĐ")
    publish_document(
        agency,
        "Về việc nghỉ lễ",
        file=file,
        replaces=[older],
        document_type="Quyết định",
        field="Lễ tết",
        signer="Lê Thị Mỵ",
        issuer="Bộ Nội vụ",
        body=body,
    )
    publish_procedure(
        agency,
        "Cấp giấy phép",
        lead="Lời dẫn.",
        field="Dược",
        for_whom="Hiệu thuốc",
        papers=[("paper", {"name": "Đơn", "originals": 1, "copies": 2})],
        steps=[("step", "<p>Nộp đơn.</p>")],
        fee="Miễn phí",
        time="3 ngày",
        result="Giấy phép",
        office="Phòng một cửa",
    )
    publish_information(get_about_section(agency), "Lịch sử", lead="Từ xưa.", body=body)
    publish_organisation(
        agency,
        leaders=[make_person_block("Đào Lệ", "Giám đốc", duties="Điều hành", telephone="0209 1")],
        departments=[
            make_office_block("Phòng Dược", make_person_block("Lý Mẩy"), duties="Cấp phép")
        ],
    )


def list_public_paths(agency):
    pages = Page.objects.descendant_of(agency.root_page).live().public().order_by("path")
    return [page.url_path.removeprefix(agency.root_page.url_path) for page in pages]


def find_mislabelled(element):
    """The texts of a page that stand under another language than their own."""
    wrong = []
    for text in element.find_all(string=True):
        words = text.strip()
        # The choices of a filter are in the languages of all that is listed.
        if text.parent.name in {"script", "style", "option"} or not words:
            continue
        marked = text.find_parent(lang=True)["lang"]
        if VIETNAMESE.search(words) and marked != "vi":
            wrong.append((words, marked))
    return wrong


def test_an_untranslated_page_of_any_kind_answers_in_the_english_frame(soup, health, english):
    furnish(health)
    for path in list_public_paths(health):
        page = soup(health, f"/en/{path}")
        vietnamese = f"/{path}"
        assert page.html["lang"] == "en"
        notice = page.main.select_one(".language-notice")
        assert notice.text.startswith(SENTENCE), path
        assert (notice.a["href"], notice.a["hreflang"]) == (vietnamese, "vi")
        assert page.h1["lang"] == "vi", path
        assert page.select_one(".brand-name").text == "Department of Health"
        assert page.select_one(".breadcrumb a").text == "Home"
        assert page.footer.h2.find_next("h2").text == "This website"


def test_what_is_vietnamese_is_marked_and_nothing_else_is(soup, health, english):
    furnish(health)
    # The shortcuts of an English home page are its own words.
    english.tasks = []
    english.save_revision().publish()
    for path in ["", *list_public_paths(health)]:
        page = soup(health, f"/en/{path}")
        for part in (page.main, page.header, *page.select(".breadcrumb")):
            assert find_mislabelled(part) == [], path
    tree = soup(health, "/en/so-do/").select_one('section[aria-labelledby="pages"]')
    assert find_mislabelled(tree) == []
    document = soup(health, "/en/van-ban/ve-viec-nghi-le/")
    procedure = soup(health, "/en/thu-tuc/cap-giay-phep/")
    organisation = soup(health, f"/en/{publish_organisation(health).url_path.split('/', 2)[2]}")
    article = soup(health, "/en/tin-tuc/tiem-chung/")
    labels = {
        document: ["Number and symbol", "Date of issue", "In force", "Files", "Download", "Print"],
        procedure: ["Who it is for", "What to bring", "1 original", "Fee", "Where to go"],
        organisation: [],
        article: ["Topics", "Related articles", "All news", "Activities of the unit", "Warning"],
    }
    for page, expected in labels.items():
        for label in expected:
            found = page.main.find(string=re.compile(rf"\s*{label}"))
            assert found and found.find_parent(lang=True)["lang"] == "en", label


def test_a_page_in_its_own_frame_has_no_marks_and_no_sentence(soup, health, english):
    furnish(health)
    for path in list_public_paths(health):
        page = soup(health, f"/{path}")
        assert not page.main.select(".language-notice, [lang]"), path


def test_search_engines_are_told_of_the_vietnamese_page_alone(soup, visit, health, english):
    furnish(health)
    for path in list_public_paths(health):
        response = visit(health, f"/en/{path}")
        head = parse_html(response).head
        [canonical] = head.select('link[rel="canonical"]')
        assert canonical["href"] == f"{health.root_url}/{path}"
        assert not head.select('link[hreflang], meta[property="og:locale:alternate"]')
        assert not head.select('meta[name="robots"]')
        named = {meta["property"]: meta["content"] for meta in head.select("meta[property]")}
        assert (named["og:locale"], named["og:url"]) == ("vi_VN", canonical["href"])
        data = [json.loads(one.string) for one in head.select('[type="application/ld+json"]')]
        assert {one.get("inLanguage", "vi") for one in data} == {"vi"}
        assert "/en/" not in json.dumps(data)
        assert response["Content-Language"] == "vi"
        assert soup(health, f"/{path}").head.select("link[hreflang]") == []
    for kind in ("trang", "muc"):
        told = visit(health, f"/sitemap-{kind}-en-1.xml").content.decode()
        assert "/en/tin-tuc/" not in told and "/en/lien-he/" not in told


def test_a_website_without_english_has_no_such_addresses(visit, health, district, english):
    publish_news(district, "Tiêm chủng")
    translate_front(district)
    for path in ("/tin-tuc/", "/tin-tuc/tiem-chung/", "/lien-he/"):
        answer = visit(district, f"/en{path}")
        assert (answer.status_code, answer["Location"]) == (302, path)


def test_nothing_is_there_in_english_that_is_not_there_in_vietnamese(visit, health, english):
    draft = publish_news(health, "Nháp")
    draft.unpublish()
    publish_news(health, "Còn")
    for path in ("/tin-tuc/nhap/", "/khong-co/", "/tin-tuc/khong-co/", "/tin-tuc/con/them/"):
        assert visit(health, path).status_code == 404
        answer = visit(health, f"/en{path}")
        assert answer.status_code == 404, path
        page = read_html(answer.content)
        assert (page.html["lang"], page.h1.text) == ("en", "Page not found")
        assert "/en/so-do/" in {link["href"] for link in page.main.select("a")}


def test_a_translation_takes_the_place_of_the_vietnamese_page_at_the_next_request(
    visit, soup, health, english
):
    article = publish_news(health, "Tiêm chủng")
    old = "/en/tin-tuc/tiem-chung/"
    assert soup(health, old).h1["lang"] == "vi"
    draft = article.copy_for_translation(add_english(), copy_parents=True)
    draft.title, draft.slug = "Vaccination", "vaccination"
    draft.save_revision()
    assert soup(health, old).h1["lang"] == "vi"
    draft.save_revision().publish()
    answer = visit(health, f"{old}?trang=2")
    assert answer.status_code == 301
    assert answer["Location"] == "/en/tin-tuc/vaccination/?trang=2"
    page = soup(health, "/en/tin-tuc/vaccination/")
    assert page.h1.text == "Vaccination" and not page.select(".language-notice")
    assert not page.h1.has_attr("lang")
    draft.refresh_from_db()
    draft.unpublish()
    assert soup(health, old).h1["lang"] == "vi"
    back = visit(health, "/en/tin-tuc/vaccination/")
    assert (back.status_code, back["Location"]) == (301, old)


def test_a_draft_with_the_vietnamese_address_does_not_stand_in_its_way(soup, health, english):
    article = publish_news(health, "Tiêm chủng")
    article.copy_for_translation(add_english(), copy_parents=True)
    assert soup(health, "/en/tin-tuc/tiem-chung/").h1["lang"] == "vi"
    assert soup(health, "/en/tin-tuc/").h1["lang"] == "vi"


def test_the_pages_above_are_named_in_english_where_they_are_translated(soup, health, english):
    section = get_about_section(health)
    publish_information(section, "Lịch sử")
    translate_page(section, title="About us", slug="about-us")
    page = soup(health, "/en/gioi-thieu/lich-su/")
    home, above = page.select(".breadcrumb a")
    assert (home["href"], above["href"]) == ("/en/", "/en/about-us/")
    assert above.text == "About us" and not above.has_attr("lang")
    assert page.select_one('.site-nav-wide a[href="/en/about-us/"]')["aria-current"] == "true"
    [second] = page.select(".site-nav-second")
    assert "/en/gioi-thieu/lich-su/" in {link["href"] for link in second.select("a")}


def test_the_language_switch_leads_to_the_same_page_in_the_other_frame(soup, health, english):
    furnish(health)
    for path in list_public_paths(health):
        pair = (("/en/", "/", "en"), ("/", "/en/", "vi"))
        for here, there, code in ((b, a, c) for a, b, c in pair):
            [link] = soup(health, here + path).select("a.language")
            assert (link["href"], link["hreflang"]) == (there + path, code)


def test_a_private_page_asks_for_its_password_in_both_frames(health, english):
    restrict_page(publish_news(health, "Nội bộ"))
    client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
    path = "/en/tin-tuc/noi-bo/"
    asked = parse_html(client.get(path))
    form = asked.find("form", action=re.compile("_util"))
    assert form["action"].startswith("/en/_util/") and "Nội bộ" not in asked.get_text()
    words = {"password": "chim-sáo", "return_url": path}
    assert client.post(form["action"], words)["Location"] == path
    assert parse_html(client.get(path)).h1.text == "Nội bộ"


def test_a_form_on_an_untranslated_page_is_answered_in_english(soup, health, english):
    page = soup(health, f"/en/{ContactPage.objects.child_of(health.root_page).get().slug}/")
    form = page.main.select_one("form.feedback")
    assert form["action"] == "/en/gop-y/"
    assert form.find_parent(lang=True)["lang"] == "en"
    client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
    answer = read_html(client.post(form["action"], {}).content)
    assert answer.html["lang"] == "en" and "Error" in answer.title.text
    assert find_mislabelled(answer.main) == []


def test_a_feed_has_one_language_and_stays_where_it_is(visit, soup, health, english):
    publish_news(health, "Tiêm chủng")
    for path in ("/en/tin-tuc/", "/en/tin-tuc/tiem-chung/"):
        [feed] = soup(health, path).head.select('link[type="application/rss+xml"][href*="tin-tuc"]')
        assert feed["href"] == "/tin-tuc/rss.xml"
    answer = visit(health, "/en/tin-tuc/rss.xml")
    assert (answer.status_code, answer["Location"]) == (302, "/tin-tuc/rss.xml")
    translate_page(get_news_index(health), title="News", slug="news")
    assert visit(health, "/en/tin-tuc/rss.xml")["Location"] == "/en/news/rss.xml"
    assert "Tiêm chủng" not in visit(health, "/en/news/rss.xml").content.decode()


def test_a_card_of_a_person_can_be_saved_from_the_english_frame(visit, soup, health, english):
    person = make_person_block("Đào Lệ", "Giám đốc", telephone="0209 3870 943")
    page = publish_organisation(health, leaders=[person])
    path = f"/en/{page.url_path.split('/', 2)[2]}"
    [card] = soup(health, path).main.select('a[href$=".vcf"]')
    assert card["href"].startswith(path)
    assert visit(health, card["href"])["Content-Type"].startswith("text/vcard")


def test_what_changes_the_vietnamese_page_changes_it_in_the_english_frame(
    visit, kept, health, english
):
    article = publish_news(health, "Tiêm chủng")
    path = "/en/tin-tuc/tiem-chung/"
    visit(health, path)
    assert kept(health, path)
    article.title = "Tiêm chủng mở rộng"
    article.save_revision().publish()
    assert "Tiêm chủng mở rộng" in visit(health, path).content.decode()
    article.unpublish()
    assert visit(health, path).status_code == 404
    article.save_revision().publish()
    assert visit(health, path).status_code == 200
    restrict_page(article)
    assert "mở rộng" not in visit(health, path).content.decode()


def test_a_page_that_has_moved_is_found_from_its_former_address_in_english(visit, health, english):
    article = NewsPage.objects.get(pk=publish_news(health, "Tiêm chủng").pk)
    article.slug = "tiem-chung-mo-rong"
    article.save_revision().publish()
    commit()
    answer = visit(health, "/en/tin-tuc/tiem-chung/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/tin-tuc/tiem-chung-mo-rong/")


@pytest.mark.parametrize("kind", [NewsIndexPage, ContactPage])
def test_the_english_frame_costs_one_query_more_at_most(visit, health, english, kind):
    for number in range(3):
        publish_news(health, f"Bài {number}")
    slug = kind.objects.child_of(health.root_page).get().slug
    costs = {}
    for prefix in ("", "/en"):
        path = f"{prefix}/{slug}/?trang=1"
        visit(health, path)
        with CaptureQueriesContext(connection) as queries:
            visit(health, path)
        costs[prefix] = len(queries)
    assert costs["/en"] <= costs[""] + 1, costs


@pytest.mark.parametrize("path", ["/EN/", "/En/ban-tin/?nam=2026", "/eN/tin-tuc/"])
def test_the_prefix_of_a_language_is_in_small_letters(visit, health, english, path):
    answer = visit(health, path)
    assert (answer.status_code, answer["Location"]) == (301, "/en/" + path[4:])


def test_no_translation_is_published_at_the_address_of_another_page(health, english):
    publish_news(health, "Tiêm chủng")
    other = publish_news(health, "Họp báo")
    draft = other.copy_for_translation(add_english(), copy_parents=True)
    draft.slug = "tiem-chung"
    draft.save()
    assert "slug" in list_publication_errors(draft)
    draft.slug = "hop-bao"
    assert "slug" not in list_publication_errors(draft)
    draft.slug = "press"
    draft.save_revision().publish()
    page = NewsPage(title="Press", locale=other.locale)
    assert make_free_slug("Press", other.get_parent(), page) == "press-2"


def test_a_bulletin_that_is_not_translated_says_so(soup, visit, health, english):
    file = create_document(title="Kế hoạch")
    publish_bulletin("Mưa đá", instruction="Ở trong nhà.", files=[file], contact_telephone="0209 1")
    page = soup(health, "/en/ban-tin/mua-da/")
    notice = page.main.select_one(".language-notice")
    assert notice.text.startswith(SENTENCE)
    assert notice.a["href"] == f"{health.root_url}/ban-tin/mua-da/"
    assert find_mislabelled(page.main.article) == []
    for label in ("What to do", "Files", "Facts", "Date of issue", "until withdrawn", "Print"):
        found = page.main.find(string=re.compile(label))
        assert found.find_parent(lang=True)["lang"] == "en", label
    assert visit(health, "/en/ban-tin/mua-da/")["Content-Language"] == "vi"
    assert not soup(health, "/ban-tin/mua-da/").select(".language-notice")
    translate(publish_bulletin("Lũ"), "Flood")
    assert not soup(health, "/en/ban-tin/lu/").select(".language-notice")
