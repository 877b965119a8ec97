import pytest
from wagtail.models import Page

from content.text import folding
from desk.admin.page_filters import DeskFilterSet
from desk.admin.page_lists import NewsListing
from desk.selectors.workspace import UserWorkspace
from desk.tests.factories import publish_in_all_states
from desk.tests.html import list_rows, list_titles
from home.models import InformationPage, NewsPage, SectionPage
from home.tests.factories import (
    get_about_section,
    publish_document,
    publish_news,
    publish_procedure,
)
from members.tests.factories import create_workflow
from sites.tests.factories import open_in_english
from tests.html import count_queries, get_text, parse_html

pytestmark = pytest.mark.django_db
NEWS, DOCUMENTS, INFORMATION = "/admin/tin-tuc/", "/admin/van-ban/", "/admin/gioi-thieu/"
PROCEDURES = "/admin/thu-tuc/"
LISTINGS = [NEWS, DOCUMENTS, PROCEDURES, INFORMATION]


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


@pytest.fixture
def written(health, district):
    """The same kinds of pages in two units."""
    for agency, name in ((health, "sở"), (district, "huyện")):
        publish_news(agency, f"Tin của {name}")
        publish_document(agency, f"Văn bản của {name}", number="45/TB")
        publish_procedure(agency, f"Thủ tục của {name}")


def test_news_documents_and_procedures_are_exactly_the_units_own(editor, written):
    assert list_titles(editor.get(PROCEDURES)) == ["Thủ tục của sở"]
    assert list_titles(editor.get(NEWS)) == ["Tin của sở"]
    assert list_titles(editor.get(DOCUMENTS)) == ["Văn bản của sở"]


def test_the_pages_that_stay_are_exactly_the_units_own_in_the_order_of_the_website(editor):
    assert list_titles(editor.get(INFORMATION)) == ["Sở Y tế", "Giới thiệu", "Chức năng, nhiệm vụ"]


def test_ict_administrators_see_all_units_each_named(sign_in, ict_admin, written):
    shown = list_rows(sign_in(ict_admin).get(NEWS))
    assert {(row[0], row[1]) for row in shown} == {
        ("Tin của sở", "Sở Y tế"),
        ("Tin của huyện", "Ủy ban nhân dân huyện Ba Bể"),
    }


@pytest.mark.parametrize("typed", ["nhan dan ba be", "Ba Bể", "huyen-ba-be"])
def test_ict_administrators_narrow_a_list_to_a_unit_by_its_name(sign_in, ict_admin, written, typed):
    client = sign_in(ict_admin)
    assert list_titles(client.get(NEWS, {"unit_name": typed})) == ["Tin của huyện"]


@pytest.mark.parametrize("path", [*LISTINGS, "/admin/tin-tuc/ket-qua/"])
def test_who_is_in_no_unit_has_no_lists(sign_in, ict_author, outsider, path):
    for person in (ict_author, outsider):
        assert sign_in(person).get(path).status_code == 302


def test_a_member_of_two_units_sees_both_and_narrows_to_one(
    editor, written, health_editor, district
):
    health_editor.groups.add(district.editors)
    assert set(list_titles(editor.get(NEWS))) == {"Tin của sở", "Tin của huyện"}
    assert list_titles(editor.get(NEWS, {"unit": district.pk})) == ["Tin của huyện"]


def test_a_list_cannot_be_turned_to_another_unit(editor, written, district):
    assert editor.get(NEWS, {"unit": district.pk}).status_code == 404
    assert list_titles(editor.get(NEWS, {"unit_name": "Ba Bể"})) == ["Tin của sở"]


@pytest.mark.parametrize("typed", ["tiêm vét", "tiem vet", "TIEM", "sởi tiêm", "vet soi"])
def test_search_finds_words_with_and_without_accents(editor, health, typed):
    publish_news(health, "Tiêm vét sởi")
    publish_news(health, "Khám bệnh")
    for path in (NEWS, "/admin/tin-tuc/ket-qua/"):
        assert list_titles(editor.get(path, {"q": typed})) == ["Tiêm vét sởi"]


@pytest.mark.parametrize("typed", ["quỹ", "quĩ", "QUĨ", "quy", "qui", "kĩ thuật", "quĩ ky"])
@pytest.mark.parametrize("written", ["Quỹ kỹ thuật", "Quĩ kĩ thuật"])
def test_search_finds_either_spelling_of_y_as_the_public_search_does(
    editor, sign_in, ict_admin, health, district, written, typed
):
    for agency, name in ((health, "sở"), (district, "huyện")):
        publish_news(agency, f"{written} {name}")
        publish_news(agency, f"Quốc khánh {name}")
    assert list_titles(editor.get(NEWS, {"q": typed})) == [f"{written} sở"]
    both = list_titles(sign_in(ict_admin).get(NEWS, {"q": typed}))
    assert set(both) == {f"{written} sở", f"{written} huyện"}


def test_a_page_is_found_without_accents_by_the_title_last_written(editor, health):
    article = publish_news(health, "Cũ")
    article.title = "Quỹ mới"
    article.save_revision()
    assert list_titles(editor.get(NEWS, {"q": "qui moi"})) == ["Quỹ mới"]


def test_of_more_pages_than_are_searched_the_first_of_the_list_are_found(
    editor, health, monkeypatch
):
    monkeypatch.setattr(folding, "MAX_ROWS", 2)
    for year in (2024, 2025, 2026):
        publish_news(health, f"Quỹ {year}", date=f"{year}-11-24")
    assert list_titles(editor.get(NEWS, {"q": "quĩ"})) == ["Quỹ 2026", "Quỹ 2025"]
    assert list_titles(editor.get(NEWS, {"q": "quĩ", "year": "2024"})) == ["Quỹ 2024"]


def test_search_finds_a_document_by_its_number(editor, health):
    publish_document(health, "Một", number="45/TB-SYT")
    publish_document(health, "Hai", number="46/TB-SYT")
    assert list_titles(editor.get(DOCUMENTS, {"q": "46/tb"})) == ["Hai"]


def test_search_does_not_reach_other_units(editor, written):
    assert list_titles(editor.get(NEWS, {"q": "huyện"})) == []


def test_what_was_retitled_is_found_and_shown_by_the_title_last_written(editor, health):
    article = publish_news(health, "Cũ")
    article.title = "Mới"
    article.save_revision()
    assert list_titles(editor.get(NEWS, {"q": "mới"})) == ["Mới"]


def test_the_state_of_every_page_is_said_in_words(editor, health, health_editor):
    publish_in_all_states(health, health_editor)
    assert {row[0]: row[2] for row in list_rows(editor.get(NEWS))} == {
        "hiện": "đang hiển thị",
        "sửa": "đang hiển thị, có sửa đổi chưa đăng",
        "gỡ": "đã gỡ",
        "nháp": "chưa đăng",
        "chờ": "chờ duyệt",
        "trả": "cần sửa",
    }


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("draft", {"gỡ", "nháp"}),
        ("waiting", {"chờ"}),
        ("returned", {"trả"}),
        ("shown", {"hiện", "sửa"}),
    ],
)
def test_a_list_is_narrowed_to_a_state(editor, health, health_editor, state, names):
    publish_in_all_states(health, health_editor)
    assert set(list_titles(editor.get(NEWS, {"state": state}))) == names


def test_a_list_is_narrowed_to_one_of_the_units_own_years(editor, health, district):
    publish_news(health, "Cũ", date="2021-02-09")
    publish_news(health, "Mới", date="2026-11-24")
    publish_news(district, "Khác", date="2019-01-01")
    assert list_titles(editor.get(NEWS, {"year": "2021"})) == ["Cũ"]
    choices = editor.get(NEWS).context["filters"].form.fields["year"].choices
    assert [value for value, _ in choices] == ["", "2026", "2021"]


def test_a_page_says_when_and_by_whom_it_was_changed_last(editor, health, health_editor, today):
    article = publish_news(health, "Tin")
    article.save_revision(user=health_editor)
    assert list_rows(editor.get(NEWS))[0][3].endswith(f"{today:%d/%m/%Y}, health-editor")


def test_a_published_page_leads_to_its_website_and_a_draft_does_not(editor, health):
    article = publish_news(health, "Tin")
    soup = parse_html(editor.get(NEWS))
    assert soup.select_one(".desk-live a")["href"] == f"{health.root_url}/tin-tuc/tin/"
    article.unpublish()
    assert parse_html(editor.get(NEWS)).select_one(".desk-live a") is None


def test_an_empty_list_says_why_and_offers_one_button(editor):
    soup = parse_html(editor.get(NEWS))
    empty = soup.select_one("#listing-results")
    assert "Chưa có tin nào." in get_text(empty)
    assert [link["href"] for link in empty("a")] == ["/admin/tin-tuc/viet/"]


def test_a_search_without_matches_leads_back_to_the_whole_list(editor, health):
    publish_news(health, "Tin")
    soup = parse_html(editor.get(NEWS, {"q": "không có"}))
    assert [link["href"] for link in soup.select("#listing-results a")] == [NEWS]


def test_writing_in_another_language_is_offered_where_the_website_has_it(editor, health):
    front = open_in_english(health)
    section = SectionPage(title="About", slug="about", locale=front.locale)
    front.add_child(instance=section)
    section.add_child(instance=InformationPage(title="Duties", locale=front.locale))
    add = f"/admin/pages/add/home/informationpage/{section.pk}/"
    soup = parse_html(editor.get(INFORMATION))
    assert soup.find("a", href=add)
    assert "Duties" in list_titles(editor.get(INFORMATION))


@pytest.mark.parametrize("path", LISTINGS)
def test_a_list_costs_the_same_however_long_it_is(sign_in, health_editor, ict_admin, health, path):
    people = [sign_in(health_editor), sign_in(ict_admin)]
    section = get_about_section(health)

    def grow(number):
        publish_news(health, f"Tin {number}")
        publish_document(health, f"Văn bản {number}", number=str(number))
        publish_procedure(health, f"Thủ tục {number}")
        section.add_child(instance=InformationPage(title=f"Trang {number}", locale=section.locale))

    grow(0)
    before = [count_queries(person, path) for person in people]
    for number in range(1, 9):
        grow(number)
    assert [count_queries(person, path) for person in people] == before
    assert max(before) <= 29


def test_the_buttons_of_a_list_are_named_in_vietnamese(editor):
    assert parse_html(editor.get(NEWS)).find(id="w-slim-header-buttons")["aria-label"] == "Thao tác"


@pytest.mark.parametrize(
    ("ordering", "titles"),
    [
        ("title", ["Ấm", "Dân", "Đất", "Em"]),
        ("-title", ["Em", "Đất", "Dân", "Ấm"]),
        ("date", ["Đất", "Em", "Ấm", "Dân"]),
        ("state", ["Dân", "Em", "Ấm", "Đất"]),
        ("-changed", ["Dân", "Em", "Đất", "Ấm"]),
        ("body", ["Dân", "Ấm", "Em", "Đất"]),
    ],
)
def test_a_list_is_sorted_by_what_its_headings_say(editor, health, health_editor, ordering, titles):
    days = {"Ấm": 3, "Đất": 1, "Em": 2, "Dân": 4}
    pages = {
        title: publish_news(health, title, date=f"2026-11-0{day}") for title, day in days.items()
    }
    pages["Em"].refresh_from_db()
    pages["Em"].unpublish()
    pages["Dân"].save_revision()
    pages["Dân"].get_workflow()
    for title in ("Em", "Dân"):
        pages[title].refresh_from_db()
        pages[title].save_revision()
    create_workflow().start(pages["Dân"], health_editor)
    assert list_titles(editor.get(NEWS, {"ordering": ordering})) == titles


def test_sorting_by_title_holds_over_pages_filters_and_search(editor, health, monkeypatch):
    monkeypatch.setattr(NewsListing, "paginate_by", 2)
    for title in ("Tin đất", "Tin dân", "Tin ấm", "Khác"):
        publish_news(health, title)
    asked = {"ordering": "title", "q": "tin"}
    pages = [list_titles(editor.get(NEWS, asked | {"p": number})) for number in (1, 2)]
    assert pages == [["Tin ấm", "Tin dân"], ["Tin đất"]]


def test_lists_are_narrowed_to_a_category_or_a_kind(editor, health, district):
    publish_news(health, "Họp", category="thong-bao")
    publish_news(health, "Khám")
    publish_document(health, "Một", number="1/TB", document_type="Thông báo")
    publish_document(health, "Hai", number="2/KH", document_type="Kế hoạch")
    publish_document(district, "Ba", number="3/QĐ", document_type="Quyết định")
    assert list_titles(editor.get(NEWS, {"category": "thong-bao"})) == ["Họp"]
    answer = editor.get(DOCUMENTS, {"category": "Kế hoạch"})
    assert list_titles(answer) == ["Hai"]
    choices = answer.context["filters"].form.fields["category"].choices
    assert [value for value, _ in choices] == ["", "Kế hoạch", "Thông báo"]
    assert list_titles(editor.get(INFORMATION, {"kind": "sectionpage"})) == ["Giới thiệu"]


def test_the_language_stands_in_a_list_where_there_are_several(sign_in, ict_admin, editor, health):
    publish_news(health, "Tin")
    heading = "Ngôn ngữ"
    clients = [editor, sign_in(ict_admin)]
    for client in clients:
        assert heading not in get_text(parse_html(client.get(NEWS)).select_one(".desk-listing"))
    open_in_english(health)
    for client in clients:
        assert heading in get_text(parse_html(client.get(NEWS)).select_one(".desk-listing"))


def test_the_way_to_the_next_rows_is_said_as_people_say_it(editor, health, monkeypatch):
    monkeypatch.setattr(NewsListing, "paginate_by", 1)
    for title in ("Một", "Hai"):
        publish_news(health, title)
    pagination = get_text(parse_html(editor.get(NEWS)).select_one("nav.pagination"))
    assert "Trang 1/2" in pagination and "Trang sau" in pagination


def list_filters(person, *models):
    return DeskFilterSet(
        queryset=Page.objects.all(), workspace=UserWorkspace(person), models=models
    ).filters


def test_who_sees_several_units_narrows_to_one(
    health_editor, health_moderator, ict_admin, district
):
    health_moderator.groups.add(district.editors)
    people = (health_editor, health_moderator, ict_admin)
    filters = [{*list_filters(person, NewsPage)} - {"state", "locale"} for person in people]
    assert filters == [set(), {"unit"}, {"unit_name"}]


@pytest.mark.parametrize("models", [(NewsPage,), (NewsPage, InformationPage)])
def test_kinds_are_a_choice_where_a_list_has_several(health_editor, models):
    filters = list_filters(health_editor, *models)
    choices = filters["kind"].extra["choices"] if "kind" in filters else []
    expected = [("newspage", "Tin tức"), ("informationpage", "Trang thông tin")]
    assert choices == (expected if len(models) > 1 else [])
