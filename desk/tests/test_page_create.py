import pytest

from home.models import (
    ContactPage,
    DocumentIndexPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OrganisationPage,
    SectionPage,
)
from home.tests.factories import get_about_section, get_add_path, get_news_index, make_article_form
from sites.models import Status
from sites.tests.factories import open_in_english
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db
ADD = "/admin/tin-tuc/viet/"


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


def offered(response):
    return {get_text(link): link["href"] for link in parse_html(response).select(".desk-tasks a")}


@pytest.mark.parametrize(
    ("path", "model", "kind"),
    [
        ("/admin/tin-tuc/viet/", NewsIndexPage, "newspage"),
        ("/admin/van-ban/dang/", DocumentIndexPage, "documentpage"),
        ("/admin/gioi-thieu/them/", SectionPage, "informationpage"),
    ],
)
def test_adding_leads_straight_to_the_form_below_the_units_own_page(
    editor, health, path, model, kind
):
    parent = model.objects.child_of(health.root_page).get()
    response = editor.get(path)
    assert response.url == f"/admin/pages/add/home/{kind}/{parent.pk}/"
    assert editor.get(response.url).status_code == 200


def test_the_form_saves_below_the_units_own_page(editor, health):
    editor.post(editor.get(ADD).url, make_article_form("Tiêm vét sởi"))
    page = NewsPage.objects.get(title="Tiêm vét sởi")
    assert page.get_parent().get_parent().pk == health.root_page_id


@pytest.mark.parametrize(
    ("path", "model"), [("/admin/lien-he/", ContactPage), ("/admin/to-chuc/", OrganisationPage)]
)
def test_what_there_is_once_leads_to_the_units_own_page(editor, health, path, model):
    page = model.objects.descendant_of(health.root_page).get()
    assert editor.get(path).url == f"/admin/pages/{page.pk}/edit/"


def test_a_member_of_two_units_is_asked_for_which_and_may_say_so_before(
    editor, health, district, health_editor
):
    health_editor.groups.add(district.editors)
    assert offered(editor.get(ADD)) == {
        "Sở Y tế: Tin tức": get_add_path(health),
        "Ủy ban nhân dân huyện Ba Bể: Tin tức": get_add_path(district),
    }
    assert editor.get(ADD, {"unit": district.pk}).url == get_add_path(district)


def test_nobody_is_led_into_another_unit(editor, health, district):
    assert editor.get(ADD, {"unit": district.pk}).status_code == 404


def test_a_unit_with_several_sections_is_asked_in_which(editor, health):
    about = get_about_section(health)
    about.add_child(instance=SectionPage(title="Lịch sử", locale=about.locale))
    assert set(offered(editor.get("/admin/gioi-thieu/them/"))) == {"Giới thiệu", "Lịch sử"}


def test_writing_goes_to_the_main_language_unless_another_one_is_asked_for(editor, health):
    front = open_in_english(health)
    front.add_child(instance=NewsIndexPage(title="News", locale=front.locale))
    assert editor.get(ADD).url == get_add_path(health)


def test_a_missing_part_is_told_instead_of_an_empty_choice(editor, health):
    get_news_index(health).delete()
    response = editor.get(ADD, follow=True)
    assert response.redirect_chain == [("/admin/", 302)]
    assert "chưa có phần này" in response.content.decode()


def test_nothing_is_added_to_a_unit_that_has_ended(editor, health):
    health.status = Status.ARCHIVED
    health.save()
    assert editor.get(ADD).url == "/admin/"
    assert not parse_html(editor.get("/admin/tin-tuc/")).find("a", href=ADD)


def test_who_is_in_no_unit_is_led_nowhere(sign_in, ict_author, outsider):
    for person in (ict_author, outsider):
        assert not sign_in(person).get(ADD).url.startswith("/admin/pages/")


def test_a_page_below_another_section_is_written_there(editor, health):
    about = get_about_section(health)
    history = about.add_child(instance=SectionPage(title="Lịch sử", locale=about.locale))
    path = offered(editor.get("/admin/gioi-thieu/them/"))["Lịch sử"]
    fields = make_article_form("Năm 1945")
    editor.post(path, fields)
    assert InformationPage.objects.child_of(history).get().title == "Năm 1945"
