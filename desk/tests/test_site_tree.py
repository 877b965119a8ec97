"""The screen "Pages": what of their website a unit's people see there, and moving its pages."""

import pytest
from wagtail.models import Page

from desk.tests.factories import create_trashed_article
from home.models import ContactPage, InformationPage, NewsIndexPage, SectionPage
from home.tests.factories import (
    get_about_section,
    get_edit_path,
    make_article_form,
    publish_information,
    publish_news,
    publish_section,
)
from members.models import AuditEntry
from sites.services.archiving import archive_agency
from sites.tests.factories import open_in_english
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db


def tree_path(agency):
    return f"/admin/trang/{agency.pk}/"


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    """In a unit that has a moderator."""
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def read(client, agency):
    return parse_html(client.get(tree_path(agency))).main


def find_row(client, agency, title):
    rows = read(client, agency).select(".site-tree-row")
    [row] = [row for row in rows if get_text(row.select_one(".site-tree-title")) == title]
    return row


def list_titles(client, agency):
    return [get_text(title) for title in read(client, agency).select(".site-tree-title")]


def list_acts(row):
    return [
        get_text(act).partition(":")[0].strip() for act in row.select(".site-tree-acts .button")
    ]


def shift(client, page, direction):
    return client.post(f"/admin/trang/{page.pk}/thu-tu/", {"direction": direction})


def move(client, page, parent):
    return client.post(f"/admin/trang/{page.pk}/chuyen/", {"parent": parent.pk})


def list_order(parent):
    return [page.title for page in parent.get_children().filter(live=True)]


def test_the_website_is_shown_as_its_people_know_it(editor, health):
    publish_news(health, "Bài một")
    create_trashed_article(health)
    assert editor.get("/admin/trang/").url == tree_path(health)
    assert list_titles(editor, health) == [
        "Sở Y tế",
        "Giới thiệu",
        "Chức năng, nhiệm vụ",
        "Cơ cấu tổ chức",
        "Tin tức",
        "Văn bản",
        "Thủ tục",
        "Liên hệ",
    ]
    row = find_row(editor, health, "Tin tức")
    assert "1 trang trong danh sách “Tin tức”" in get_text(row)
    words = get_text(find_row(editor, health, "Chức năng, nhiệm vụ"))
    assert "Trang thông tin · đang hiển thị · bạn sửa, người duyệt đăng" in words


def test_it_says_who_may_change_what(editor, moderator, health, health_editor):
    health_editor.first_name, health_editor.last_name = "Đào", "Nguyễn"
    health_editor.save()
    people = get_text(read(editor, health).select_one(".site-tree-people"))
    assert people == "Sửa, duyệt và đăng: health-moderator Sửa và gửi duyệt: Đào Nguyễn"
    assert "bạn sửa và đăng" in get_text(find_row(moderator, health, "Liên hệ"))


def test_every_kind_of_page_can_be_added_where_it_may_stand(editor, health):
    about, contact = "Giới thiệu", "Liên hệ"
    link = find_row(editor, health, about).select_one(".site-tree-acts a")
    kinds = parse_html(editor.get(link["href"])).select(".desk-tasks a")
    assert any("/informationpage/" in kind["href"] for kind in kinds)
    assert any("/sectionpage/" in kind["href"] for kind in kinds)
    assert "Thêm trang" not in list_acts(find_row(editor, health, contact))
    news = find_row(editor, health, "Tin tức").select_one(".site-tree-acts a")
    assert "/add/home/newspage/" in news["href"]


def test_a_form_leads_back_to_the_tree(editor, health):
    link = find_row(editor, health, "Liên hệ").select_one(".site-tree-title")
    form = parse_html(editor.get(link["href"]))
    trail = [a["href"] for a in form.select(".w-breadcrumbs a")]
    assert tree_path(health) in trail
    contact = ContactPage.objects.child_of(health.root_page).get()
    trail = parse_html(editor.get(get_edit_path(contact))).select(".w-breadcrumbs a")
    assert tree_path(health) in [a["href"] for a in trail]
    section = SectionPage.objects.child_of(health.root_page).get()
    path = f"/admin/pages/add/home/sectionpage/{section.pk}/?next={tree_path(health)}"
    sent = make_article_form("Mục mới") | {"next": tree_path(health), "action-submit": "1"}
    assert editor.post(path, sent).url == tree_path(health)


def test_buttons_move_a_page_up_and_down_on_the_website(moderator, health, visit, kept):
    about = get_about_section(health)
    page = publish_information(about, "Lịch sử")
    visit(health, "/gioi-thieu/")
    assert kept(health, "/gioi-thieu/")
    assert list_acts(find_row(moderator, health, "Lịch sử")) == [
        "Chuyển lên",
        "Chuyển xuống",
        "Chuyển đến…",
        "Xem trên trang",
    ]
    response = shift(moderator, page, "up")
    assert response.url == f"{tree_path(health)}#page-{page.pk}"
    assert list_order(about) == ["Chức năng, nhiệm vụ", "Lịch sử", "Cơ cấu tổ chức"]
    shown = visit(health, "/gioi-thieu/").text
    assert shown.index("Lịch sử") < shown.index("Cơ cấu tổ chức", shown.index("<main"))
    shift(moderator, page, "down")
    # There is no further place.
    shift(moderator, page, "down")
    assert list_order(about) == ["Chức năng, nhiệm vụ", "Cơ cấu tổ chức", "Lịch sử"]
    assert AuditEntry.objects.filter(agency=health, action="wagtail.reorder").count() == 2


def test_a_page_moves_to_another_section_and_its_address_leads_there(moderator, health, visit):
    page = publish_information(get_about_section(health), "Lịch sử", slug="lich-su")
    section = publish_section(health, "Truyền thống")
    assert move(moderator, page, section).url == f"{tree_path(health)}#page-{page.pk}"
    assert visit(health, "/truyen-thong/lich-su/").status_code == 200
    assert visit(health, "/gioi-thieu/lich-su/")["Location"].endswith("/truyen-thong/lich-su/")


def test_a_taken_address_is_said_and_nothing_moves(moderator, health):
    about = get_about_section(health)
    page = publish_information(about, "Lịch sử", slug="lich-su")
    section = publish_section(health, "Truyền thống")
    publish_information(section, "Lịch sử khác", slug="lich-su")
    assert "“lich-su”" in get_text(parse_html(move(moderator, page, section)).main)
    page.refresh_from_db()
    assert page.is_child_of(about)


def test_only_places_that_fit_are_taken(moderator, health, district):
    page = publish_information(get_about_section(health), "Lịch sử")
    news = NewsIndexPage.objects.child_of(health.root_page).get()
    for parent in (news, page, district.root_page, Page.objects.get(depth=1)):
        assert move(moderator, page, parent).status_code == 200
        page.refresh_from_db()
        assert page.is_child_of(get_about_section(health))


def test_who_may_not_publish_moves_nothing(editor, health):
    about = get_about_section(health)
    page = publish_information(about, "Lịch sử")
    assert "Chuyển lên" not in list_acts(find_row(editor, health, "Lịch sử"))
    order = list_order(about)
    for response in (shift(editor, page, "up"), move(editor, page, health.root_page)):
        assert response.status_code in {302, 403}
    page.refresh_from_db()
    assert list_order(about) == order and page.is_child_of(about)


def test_nobody_of_another_unit_sees_or_moves_anything(
    sign_in, district_moderator, outsider, health
):
    about = get_about_section(health)
    page = publish_information(about, "Lịch sử")
    order = list_order(about)
    for person in (district_moderator, outsider):
        client = sign_in(person)
        assert client.get(tree_path(health)).status_code != 200
        for act in ("them", "chuyen"):
            assert client.get(f"/admin/trang/{page.pk}/{act}/").status_code != 200
        assert shift(client, page, "up").status_code != 200
        move(client, page, health.root_page)
    page.refresh_from_db()
    assert list_order(about) == order and page.is_child_of(about)


def test_the_front_page_and_an_ended_unit_stay_where_they_are(
    moderator, ict_admin, sign_in, health, today
):
    assert shift(moderator, health.root_page, "up").status_code == 404
    page = publish_information(get_about_section(health), "Lịch sử")
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    assert shift(sign_in(ict_admin), page, "up").status_code == 404


def test_a_website_in_two_languages_has_two_trees(editor, health):
    open_in_english(health)
    headings = [get_text(heading) for heading in read(editor, health).select("h2")]
    assert len(headings) == 2
    assert InformationPage.objects.descendant_of(health.root_page).exists()
