"""The buttons below the form: what this person mainly does stands first, saving beside it."""

import pytest

from home.tests.factories import get_add_path, get_edit_path, make_article_form, publish_news
from members.models import SubmissionNote
from members.tests.approval import (
    PUBLISH,
    SUBMIT,
    decide,
    get_task_state,
    is_live,
    list_buttons,
    review_url,
    status,
)
from members.tests.factories import create_article, submit_article
from tests.html import parse_html

SAVE, SEND, AGAIN, PUBLISHES = "Lưu nháp", "Gửi duyệt", "Gửi duyệt lại", "Đăng"


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def test_an_editors_main_button_sends_and_the_one_beside_it_saves(editor, health, health_editor):
    assert list_buttons(editor.get(get_add_path(health))) == [SAVE, SEND]
    page = create_article(health, health_editor)
    assert list_buttons(editor.get(get_edit_path(page))) == [SAVE, SEND]


def test_a_moderators_main_button_publishes(moderator, health, health_moderator):
    assert list_buttons(moderator.get(get_add_path(health)))[:2] == [SAVE, PUBLISHES]
    page = create_article(health, health_moderator)
    assert list_buttons(moderator.get(get_edit_path(page)))[:2] == [SAVE, PUBLISHES]


def test_the_enter_key_saves_and_neither_sends_nor_publishes(editor, moderator, health):
    for client in (editor, moderator):
        form = parse_html(client.get(get_add_path(health))).find(id="page-edit-form")
        first = form.find("button", type="submit")
        assert (first.get("name"), first.get_text(strip=True)) == (None, SAVE)


def test_what_waits_says_who_reads_it_since_when_and_is_taken_back(editor, health, health_editor):
    page = submit_article(health, health_editor)
    answer = editor.get(get_edit_path(page))
    assert list_buttons(answer) == ["Rút lại bài đã gửi"]
    shown = answer.content.decode()
    assert "Đã gửi duyệt: health-editor, " in shown
    assert "Người duyệt: health-moderator." in shown
    assert (
        "button-secondary"
        in parse_html(answer).find(attrs={"name": "action-cancel-workflow"})["class"]
    )


def test_after_a_rejection_the_main_button_sends_again_and_nothing_is_taken_back(
    editor, moderator, health, health_editor
):
    page = submit_article(health, health_editor)
    decide(moderator, page, "reject", comment="Sai ngày")
    answer = editor.get(get_edit_path(page))
    assert list_buttons(answer) == [SAVE, AGAIN]
    assert "Cần sửa: Sai ngày (health-moderator, " in answer.content.decode()


def test_publishing_what_waits_leads_to_the_screen_that_shows_it(moderator, health, health_editor):
    page = submit_article(health, health_editor)
    answer = moderator.post(get_edit_path(page), make_article_form("Tên mới") | PUBLISH)
    assert answer.url == review_url(page)
    assert (is_live(page), status(page)) == (False, "in_progress")
    page.refresh_from_db()
    assert page.draft_title == "Tên mới"


def test_what_is_public_without_a_submission_is_published_as_before(moderator, health):
    page = publish_news(health, "Cũ")
    moderator.post(get_edit_path(page), make_article_form("Mới") | PUBLISH)
    page.refresh_from_db()
    assert page.title == "Mới"


@pytest.mark.parametrize("path", ["add", "edit"])
def test_a_note_reaches_who_approves_with_what_it_came_with(
    editor, moderator, health, health_editor, path
):
    draft = create_article(health, health_editor, "Đợt tiêm vét sởi")
    url = get_add_path(health) if path == "add" else get_edit_path(draft)
    assert 'name="submission_note"' in editor.get(url).content.decode()
    note = {"submission_note": "  Xem giúp <b>số điện thoại</b>\n"}
    editor.post(url, make_article_form("Đợt tiêm vét sởi") | SUBMIT | note)
    page = type(draft).objects.filter(draft_title="Đợt tiêm vét sởi").latest("pk")
    shown = moderator.get(review_url(page)).content.decode()
    assert "Xem giúp &lt;b&gt;số điện thoại&lt;/b&gt;" in shown


def test_a_note_is_asked_for_where_something_is_sent_and_stored_with_that_alone(
    editor, moderator, health, health_editor
):
    page = create_article(health, health_editor)
    assert "submission_note" not in moderator.get(get_edit_path(page)).content.decode()
    note = {"submission_note": "Chưa gửi"}
    editor.post(get_edit_path(page), make_article_form("Nháp") | note)
    assert not SubmissionNote.objects.exists()


def test_a_note_that_is_too_long_is_given_back_whole(editor, health, health_editor):
    page = create_article(health, health_editor)
    text = "dài " * 300
    body = make_article_form("Tin") | SUBMIT | {"submission_note": text}
    answer = editor.post(get_edit_path(page), body, follow=True)
    assert text.strip() in answer.content.decode()
    assert status(page) == "in_progress"
    assert not SubmissionNote.objects.filter(task_state=get_task_state(page)).exists()
