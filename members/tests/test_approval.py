"""From the editor's draft to the published page, through the screens."""

import pytest
from wagtail.models import Page, Task, Workflow, WorkflowPage

from home.models import NewsPage
from home.tests.factories import get_add_path, get_edit_path, make_article_form
from members.models import AgencyApprovalTask
from members.services.approval import NAME, sync_workflow
from members.tests.approval import (
    APPROVE,
    PUBLISH,
    SUBMIT,
    decide,
    get_task_state,
    is_live,
    list_buttons,
    review_url,
    status,
    workflow_url,
)
from members.tests.factories import create_article, submit_article

pytestmark = pytest.mark.usefixtures("health_moderator", "district_editor")


def test_every_website_has_the_one_workflow(health, health_moderator):
    [workflow] = Workflow.objects.filter(workflow_pages__isnull=False)
    assert (workflow.name, workflow.active) == (NAME, True)
    assert [task.specific_class for task in workflow.tasks] == [AgencyApprovalTask]
    assert [row.page.depth for row in WorkflowPage.objects.all()] == [1]
    assert health.root_page.specific.get_workflow() == workflow


def test_the_workflow_is_repaired(health, django_assert_num_queries):
    root = Page.objects.get(depth=1)
    workflow = sync_workflow(root)
    other = Workflow.objects.create(name="Khác")
    WorkflowPage.objects.create(page=health.root_page, workflow=other)
    Workflow.objects.update(active=False)
    Task.objects.update(active=False)
    assert sync_workflow(root) == workflow
    assert [(row.page, row.workflow) for row in WorkflowPage.objects.all()] == [(root, workflow)]
    assert Workflow.objects.get(pk=workflow.pk).active
    assert [task.active for task in AgencyApprovalTask.objects.all()] == [True]


def test_an_editor_submits_a_new_page_and_cannot_publish_it(health, sign_in, health_editor):
    client = sign_in(health_editor)
    client.post(get_add_path(health), make_article_form("Tin mới") | PUBLISH | SUBMIT)
    page = NewsPage.objects.get(title="Tin mới")
    assert (page.live, status(page)) == (False, "in_progress")


def test_the_editors_buttons_say_what_they_do(health, sign_in, health_editor):
    page = create_article(health, health_editor)
    answer = sign_in(health_editor).get(get_edit_path(page)).content.decode()
    assert "Lưu nháp" in answer
    assert "Gửi duyệt" in answer and "Gửi duyệt:" not in answer
    assert 'name="action-publish"' not in answer


def test_a_moderators_buttons_say_what_they_do(health, sign_in, health_editor, health_moderator):
    page = submit_article(health, health_editor)
    client = sign_in(health_moderator)
    assert list_buttons(client.get(get_edit_path(page))) == ["Lưu nháp", "Xem và duyệt"]
    shown = client.get(review_url(page)).content.decode()
    assert "Duyệt và đăng" in shown and "Trả lại" in shown


def test_a_page_that_waits_is_closed_to_its_author(health, sign_in, health_editor):
    page = submit_article(health, health_editor)
    sign_in(health_editor).post(get_edit_path(page), make_article_form("Đổi tên"))
    assert page.get_latest_revision().content["title"] == "Lịch tiêm chủng"


def test_approval_publishes(health, sign_in, health_editor, health_moderator, visit):
    page = submit_article(health, health_editor)
    client = sign_in(health_moderator)
    shown = client.get(review_url(page)).content.decode()
    assert "Lịch tiêm chủng" in shown and health_editor.username in shown
    assert decide(client, page, "approve").status_code == 302
    assert (is_live(page), status(page)) == (True, "approved")
    assert visit(health, "/tin-tuc/lich-tiem-chung/").status_code == 200


@pytest.mark.parametrize("door", ["form", "action", "dialogue"])
def test_nothing_is_approved_without_the_screen_that_shows_it(
    health, sign_in, health_editor, health_moderator, door
):
    page = submit_article(health, health_editor)
    client, state = sign_in(health_moderator), get_task_state(page)
    if door == "form":
        client.post(get_edit_path(page), make_article_form("Tên mới") | APPROVE)
    elif door == "action":
        client.post(workflow_url(page, state))
    else:
        client.post(workflow_url(page, state, view="collect_action_data"), {"comment": ""})
    assert (is_live(page), status(page)) == (False, "in_progress")


def test_an_ict_administrator_may_approve(health, sign_in, health_editor, ict_admin):
    page = submit_article(health, health_editor)
    decide(sign_in(ict_admin), page, "approve")
    assert is_live(page)


def test_asking_for_changes_needs_a_comment(health, sign_in, health_editor, health_moderator):
    page = submit_article(health, health_editor)
    answer = decide(sign_in(health_moderator), page, "reject", comment="  ")
    assert answer.status_code == 200
    assert "ghi rõ cần sửa" in answer.content.decode()
    assert status(page) == "in_progress"


def test_an_author_sees_what_to_change_changes_it_and_sends_it_again(
    health, sign_in, health_editor, health_moderator
):
    page = submit_article(health, health_editor)
    author, moderator = sign_in(health_editor), sign_in(health_moderator)
    decide(moderator, page, "reject", comment="Sai ngày <b>")
    assert status(page) == "needs_changes"
    assert "Cần sửa: Sai ngày &lt;b&gt;" in author.get(get_edit_path(page)).content.decode()
    author.post(get_edit_path(page), make_article_form("Lịch tiêm chủng mới") | SUBMIT)
    assert status(page) == "in_progress"
    decide(moderator, page, "approve")
    assert NewsPage.objects.get(pk=page.pk, live=True).title == "Lịch tiêm chủng mới"


def test_an_author_takes_a_submission_back(health, sign_in, health_editor):
    page = submit_article(health, health_editor)
    sign_in(health_editor).post(
        get_edit_path(page), make_article_form(page.title) | {"action-cancel-workflow": "1"}
    )
    assert status(page) == "cancelled"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({}, 200),
        ({"decision": "publish"}, 200),
        ({"decision": "approve", "shown": "x"}, 200),
    ],
)
def test_a_decision_that_is_none_changes_nothing(
    health, sign_in, health_editor, health_moderator, body, answer
):
    page = submit_article(health, health_editor)
    assert sign_in(health_moderator).post(review_url(page), body).status_code == answer
    assert status(page) == "in_progress"


def test_a_page_that_does_not_wait_leads_back_with_a_word(
    health, sign_in, health_editor, health_moderator
):
    page = create_article(health, health_editor)
    answer = sign_in(health_moderator).get(review_url(page), follow=True)
    assert "Bài này không còn chờ duyệt." in answer.content.decode()


def test_a_moderator_publishes_at_once(health, sign_in, health_editor, health_moderator):
    page = create_article(health, health_editor)
    sign_in(health_moderator).post(get_edit_path(page), make_article_form(page.title) | PUBLISH)
    assert is_live(page)
