from datetime import date

import pytest
from defusedxml import ElementTree
from wagtail.test.utils.form_data import streamfield

from content.tests.factories import create_picture
from home.models import NewsPage
from home.tests.factories import (
    get_add_path,
    get_edit_path,
    get_news_index,
    make_article_form,
    publish_news,
    restrict_page,
)
from home.topics import NewsCategory
from tests.html import find_structured_data, get_text, parse_html, read_html

pytestmark = pytest.mark.django_db
INDEX = "/tin-tuc/"


@pytest.fixture
def read(visit):
    return lambda agency, path=INDEX: parse_html(visit(agency, path))


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


def titles(soup):
    return {link.text for link in soup.select("main .entry-title a")}


def choices(soup, name):
    [field, *_again] = soup.select(f"main select[name={name}]")
    return {option["value"]: option.text for option in field("option") if option["value"]}


@pytest.fixture
def archive(health):
    """Three articles of two months, two categories and three topics."""
    publish_news(health, "Tiêm", date=date(2026, 11, 9), topics="Sởi, Trẻ em", category="thong-bao")
    publish_news(health, "Phun thuốc", date=date(2026, 11, 2), topics="Sốt xuất huyết")
    publish_news(health, "Vét sởi", date=date(2025, 11, 3), topics="Trẻ em ở Chợ Đồn, sởi")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("muc=thong-bao", {"Tiêm"}),
        ("muc=hoat-dong", {"Phun thuốc", "Vét sởi"}),
        ("chude=soi", {"Tiêm", "Vét sởi"}),
        ("chude=tre-em", {"Tiêm"}),
        ("nam=2026&thang=11", {"Tiêm", "Phun thuốc"}),
        ("nam=2025", {"Vét sởi"}),
        ("nam=2026&thang=10", set()),
        ("nam=2026&thang=11&muc=hoat-dong&chude=sot-xuat-huyet", {"Phun thuốc"}),
    ],
)
def test_news_are_narrowed_down_by_category_topic_and_month(read, health, archive, query, found):
    soup = read(health, f"{INDEX}?{query}")
    assert titles(soup) == found
    assert f"{len(found)} tin" in soup.select_one(".list-facts").text
    assert soup.select_one("link[rel=canonical]")["href"].endswith(INDEX)


def test_what_was_chosen_is_said_above_the_list(read, health, archive):
    soup = read(health, f"{INDEX}?nam=2026&thang=11&muc=thong-bao&chude=tre-em")
    facts = get_text(soup.select_one(".list-facts"))
    assert facts == "1 tin · Tháng 11/2026 · Thông báo · Trẻ em · Xem tất cả · RSS"


def test_topics_are_offered_by_how_many_articles_have_them(read, health, archive):
    publish_news(health, "Dịch", topics="Sốt xuất huyết, Sởi")
    offered = list(choices(read(health, INDEX), "chude"))
    assert offered[:2] == ["soi", "sot-xuat-huyet"]
    assert {*offered[2:]} == {"tre-em", "tre-em-o-cho-don"}


def test_an_article_has_a_topic_however_it_is_spelled(read, health):
    for spelling in ("Đất đai", "đất đai", "ĐẤT ĐAI"):
        publish_news(health, f"Tin {spelling}", topics=spelling)
    publish_news(health, "Tin rừng", topics="Đất đai và rừng")
    assert len(titles(read(health, f"{INDEX}?chude=dat-dai"))) == 3


@pytest.mark.parametrize("query", ["muc=x", "chude=x", "nam=1900", "thang=11", "nam=%00&muc="])
def test_what_an_address_says_wrongly_counts_as_not_said(read, health, archive, query):
    assert titles(read(health, f"{INDEX}?{query}")) == {"Tiêm", "Phun thuốc", "Vét sởi"}


def test_only_what_the_units_own_live_articles_have_is_offered(read, health, district, archive):
    publish_news(
        district, "Huyện", date=date(2024, 1, 1), topics="Hồ Ba Bể", category="van-hoa-du-lich"
    )
    publish_news(health, "Rút", date=date(2023, 1, 1), topics="Rút").unpublish()
    soup = read(health)
    assert choices(soup, "chude") == {
        "soi": "Sởi",
        "tre-em": "Trẻ em",
        "sot-xuat-huyet": "Sốt xuất huyết",
        "tre-em-o-cho-don": "Trẻ em ở Chợ Đồn",
    }
    assert choices(soup, "muc").keys() == {"hoat-dong", "thong-bao"}


def test_the_archive_counts_the_articles_of_each_month(read, health, archive):
    links = read(health).select(".archive a")
    assert [(link["href"], " ".join(link.text.split())) for link in links] == [
        ("?nam=2026&thang=11", "Tháng 11/2026 (2 tin)"),
        ("?nam=2025&thang=11", "Tháng 11/2025 (1 tin)"),
    ]


def test_a_narrowed_list_keeps_its_choice_from_page_to_page(read, health):
    parent = get_news_index(health)
    for number in range(21):
        page = NewsPage(title=f"Bài {number}", locale=parent.locale, date=date(2026, 1, 1))
        parent.add_child(instance=page)
    publish_news(health, "Khác", date=date(2025, 1, 1))
    onward = read(health, f"{INDEX}?nam=2026").select_one("a[rel=next]")["href"]
    assert len(titles(read(health, INDEX + onward))) == 1


def test_a_list_with_everything_costs_little(visit, health, archive, django_assert_max_num_queries):
    visit(health, INDEX)
    with django_assert_max_num_queries(12):
        assert visit(health, f"{INDEX}?muc=hoat-dong&chude=soi&nam=2025").status_code == 200


def test_an_article_says_where_it_belongs_and_where_it_comes_from(read, health):
    image = create_picture(title="Tiêm", description="Em bé được tiêm")
    publish_news(
        health,
        "Tiêm",
        slug="tiem",
        category=NewsCategory.ANNOUNCEMENTS,
        topics="Sởi, Trẻ em",
        image=image,
        image_caption="Trạm y tế xã Khang Ninh",
        source_name="Báo Bắc Kạn",
        source_url="https://bao.example/1",
    )
    main = read(health, f"{INDEX}tiem/").main
    assert main.figcaption.text == "Trạm y tế xã Khang Ninh"
    ways = {link["href"]: link.text for link in main("a")}
    assert ways == {
        "/tin-tuc/?muc=thong-bao": "Thông báo",
        "https://bao.example/1": "Báo Bắc Kạn",
        "/tin-tuc/?chude=soi": "Sởi",
        "/tin-tuc/?chude=tre-em": "Trẻ em",
    }
    assert main.select_one(".share [data-action=print]")


def test_search_engines_get_the_facts_of_an_article(read, health):
    dated = {"date": date(2026, 2, 9), "lead": "Cho trẻ.", "author_name": "Bích Huệ </script>"}
    page = publish_news(health, "Tiêm", slug="tiem", topics="Sởi", **dated)
    page.refresh_from_db()
    head = read(health, f"{INDEX}tiem/").head
    facts = find_structured_data(head, "NewsArticle")
    url = f"{health.root_url}{INDEX}tiem/"
    assert facts == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Tiêm",
        "description": "Cho trẻ.",
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": "vi",
        "datePublished": "2026-02-09",
        "dateModified": page.last_published_at.isoformat(),
        "articleSection": "Hoạt động của đơn vị",
        "keywords": ["Sởi"],
        "author": {"@type": "Person", "name": "Bích Huệ </script>"},
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": "Sở Y tế",
            "url": health.root_url,
        },
    }


def related(read, agency, path):
    return [link.text for link in read(agency, path).select(".related .entry-title a")]


def test_the_newest_of_the_same_category_are_related(read, health, district):
    for day in range(1, 5):
        publish_news(health, f"Cũ {day}", date=date(2026, 1, day))
    publish_news(health, "Khác", category="thong-bao")
    publish_news(district, "Huyện")
    publish_news(health, "Bài", slug="bai")
    assert related(read, health, f"{INDEX}bai/") == ["Cũ 4", "Cũ 3", "Cũ 2"]


def test_what_the_editor_chose_is_related_as_far_as_it_can_be_read(read, health, district):
    first, second, private, gone = (publish_news(health, title) for title in "ABCD")
    restrict_page(private, kind="login")
    chosen = [
        ("article", page) for page in (second, private, gone, first, publish_news(district, "E"))
    ]
    publish_news(health, "Bài", slug="bai", related=chosen)
    gone.unpublish()
    assert related(read, health, f"{INDEX}bai/") == ["B", "A"]


def test_news_are_told_to_feed_readers(visit, read, health, district):
    page = publish_news(
        health, "Tiêm & phòng", slug="tiem", lead="Cho\x0b trẻ < 5 tuổi.", topics="Sởi"
    )
    publish_news(health, "Rút").unpublish()
    publish_news(district, "Huyện")
    response = visit(health, f"{INDEX}rss.xml")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    [item] = ElementTree.fromstring(response.content).iter("item")
    assert {child.tag: child.text for child in item}.items() >= {
        "title": "Tiêm & phòng",
        "link": f"{health.root_url}{INDEX}tiem/",
        "guid": f"urn:uuid:{page.translation_key}",
        "description": "<p>Cho trẻ &lt; 5 tuổi.</p>",
    }.items()
    for path in (INDEX, f"{INDEX}tiem/"):
        feeds = [link["href"] for link in read(health, path).head.select("[type$='rss+xml']")]
        assert f"{INDEX}rss.xml" in feeds


def test_a_feed_is_kept_and_changes_with_the_news(visit, kept, health):
    path = f"{INDEX}rss.xml"
    visit(health, path)
    assert kept(health, path)
    publish_news(health, "Tiêm")
    assert "Tiêm" in visit(health, path).content.decode()


@pytest.mark.parametrize("path", ["/gioi-thieu/rss.xml", "/rss.xml", f"{INDEX}khac.xml"])
def test_no_other_address_is_a_feed(visit, health, path):
    assert visit(health, path).status_code == 404


def written(client, agency, **fields):
    response = client.post(get_add_path(agency), make_article_form("Bài", **fields))
    return response, NewsPage.objects.filter(draft_title="Bài").first()


def test_topics_are_tidied_when_they_are_written(editor, health):
    _, page = written(editor, health, topics=" Sởi,trẻ   em,, soi ,!")
    assert page.get_latest_revision_as_object().topics == "Sởi, trẻ em"


@pytest.mark.parametrize(
    "wrong",
    [
        {"topics": "a,b,c,d,e,f"},
        {"topics": "dài" * 14},
        {"category": "khac"},
        {"source_url": "http://bao.example/1"},
        {"source_url": "javascript:alert(1)"},
    ],
)
def test_what_an_article_cannot_hold_is_told_to_its_editor(editor, health, wrong):
    response, page = written(editor, health, **wrong)
    assert response.context["form"].errors.keys() == wrong.keys()
    assert page is None


def test_an_article_is_related_to_those_of_its_own_website(editor, health, province):
    ours, theirs = publish_news(health, "Nhà"), publish_news(province, "Tỉnh")
    response, page = written(editor, health, related=streamfield([("article", theirs.pk)]))
    assert page is None and "related" in response.context["form"].errors
    _, page = written(editor, health, related=streamfield([("article", ours.pk)]))
    assert [child.value.pk for child in page.get_latest_revision_as_object().related] == [ours.pk]


def test_an_editor_is_reminded_of_the_topics_of_the_own_unit_alone(editor, health, district):
    publish_news(district, "Huyện", topics="Hồ Ba Bể")
    page = publish_news(health, "Tiêm", topics="Sởi")
    for path in (get_add_path(health), get_edit_path(page)):
        shown = read_html(editor.get(path).content).text
        assert "Đã dùng: Sởi." in shown and "Hồ Ba Bể" not in shown
