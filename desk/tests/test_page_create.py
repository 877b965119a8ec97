from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Comment
from wagtail.test.utils.form_data import streamfield

from content.tests.factories import create_picture
from desk.services.trash import trash_page
from home.models import (
    ContactPage,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OrganisationPage,
    ProcedureIndexPage,
    ProcedurePage,
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


def begin(client, agency, title="Ti", **fields):
    """Leave a new article after so many letters, as the form saves itself."""
    nothing = {"lead": "", "body": streamfield([])}
    client.post(get_add_path(agency), make_article_form(title, **nothing | fields))
    return NewsPage.objects.latest("pk")


def test_a_draft_that_was_barely_begun_is_gone_on_with_and_has_no_twin(editor, health):
    parent = get_news_index(health)
    draft = begin(editor, health)
    form = editor.get(ADD).url
    answer = editor.get(f"{form}?next=/admin/tin-tuc/")
    assert answer["Location"] == f"/admin/pages/{draft.pk}/edit/?next=%2Fadmin%2Ftin-tuc%2F"
    shown = parse_html(editor.get(answer["Location"]))
    [told] = [one for one in shown.select(".messages li") if "chưa viết gì thêm" in get_text(one)]
    another = told.find("a")["href"]
    assert "next=" in another
    assert editor.get(another).status_code == 200
    assert NewsPage.objects.child_of(parent).count() == 1


def test_a_draft_with_a_title_alone_is_offered_above_the_empty_form(editor, health):
    draft = begin(editor, health, "Thông báo nghỉ lễ")
    form = parse_html(editor.get(editor.get(ADD).url))
    [told] = [one for one in form.select(".messages li") if "mới có tiêu đề" in get_text(one)]
    assert told.find("a")["href"] == f"/admin/pages/{draft.pk}/edit/"
    assert not form.find("textarea", attrs={"name": "title"}).text.strip()


@pytest.mark.parametrize(
    "fields",
    [
        {"lead": "Dẫn nhập"},
        {"body": streamfield([("text", '{"blocks": [], "entityMap": {}}')])},
        {"topics": "tiêm"},
        {"author_name": "Hoa"},
    ],
)
def test_a_draft_with_anything_written_in_it_is_left_alone(editor, health, fields):
    begin(editor, health, "Ti", **fields)
    assert "chưa viết gì thêm" not in open_form(editor)


def open_form(client):
    response = client.get(client.get(ADD).url)
    assert response.status_code == 200
    return response.text


def test_a_draft_with_a_picture_or_a_comment_is_left_alone(editor, health, health_editor):
    draft = begin(editor, health)
    draft.image = create_picture(health.collection)
    draft.save_revision(user=health_editor)
    open_form(editor)
    draft.image = None
    draft.wagtail_admin_comments = [Comment(user=health_editor, text="?", contentpath="title")]
    draft.save_revision(user=health_editor)
    open_form(editor)


def test_only_ones_own_drafts_are_gone_on_with(sign_in, editor, health, health_moderator):
    draft = begin(editor, health)
    moderator = sign_in(health_moderator)
    open_form(moderator)
    # Nor one into which somebody else has written.
    draft.save_revision(user=health_moderator)
    open_form(editor)


def test_what_was_public_sent_or_deleted_is_not_gone_on_with(
    editor, health, health_editor, health_moderator
):
    for change in (
        lambda draft: draft.get_latest_revision().publish(),
        lambda draft: draft.get_workflow().start(draft, health_editor),
        lambda draft: trash_page(page=draft, user=health_editor),
    ):
        change(begin(editor, health))
        open_form(editor)


def test_what_is_open_in_another_window_is_not_gone_on_with(editor, health, health_editor, clock):
    draft = begin(editor, health)
    content_type = ContentType.objects.get_for_model(NewsPage)
    EditingSession.objects.create(
        user=health_editor,
        content_type=content_type,
        object_id=draft.pk,
        last_seen_at=timezone.now(),
    )
    open_form(editor)
    EditingSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=3))
    assert editor.get(editor.get(ADD).url).status_code == 302


def test_a_form_that_begins_with_a_title_is_left_as_it_is(editor, health):
    begin(editor, health)
    path = f"{editor.get(ADD).url}?title=Tiêm+vét"
    assert editor.get(path).status_code == 200


def test_saving_a_new_page_makes_it_whatever_drafts_there_are(editor, health):
    parent = get_news_index(health)
    for number in (1, 2):
        begin(editor, health, "Ti")
        assert NewsPage.objects.child_of(parent).count() == number


@pytest.mark.parametrize(
    ("path", "model", "kind"),
    [
        ("/admin/van-ban/dang/", DocumentPage, DocumentIndexPage),
        ("/admin/thu-tuc/them/", ProcedurePage, ProcedureIndexPage),
        ("/admin/gioi-thieu/them/", InformationPage, SectionPage),
    ],
)
def test_other_kinds_have_no_twins_either(editor, health, health_editor, path, model, kind):
    parent = kind.objects.child_of(health.root_page).get()
    draft = model(title="Ti", live=False, owner=health_editor, locale=parent.locale)
    parent.add_child(instance=draft)
    draft.save_revision(user=health_editor, clean=False)
    assert editor.get(editor.get(path).url).url.startswith(f"/admin/pages/{draft.pk}/edit/")
