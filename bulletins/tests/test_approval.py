"""From the author's draft to all websites, through the screens."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, TaskState, Workflow, WorkflowContentType

from bulletins.models import Bulletin, BulletinApprovalTask
from bulletins.services.setup import NAME, sync_workflow
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    get_edit_path,
    make_bulletin_form,
    press_publish,
    publish_emergency,
    submit_bulletin,
    translate,
)
from members.models import AuditEntry
from members.services.approval import NAME as NAME_FOR_PAGES
from members.services.approval import sync_workflow as sync_workflow_of_pages
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
from ops.tests.factories import create_worker

pytestmark = pytest.mark.django_db

NOT_PUBLISHERS = ["ict_author", "translator", "health_moderator", "outsider"]


@pytest.fixture
def author(sign_in, ict_author):
    return sign_in(ict_author)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def workflows():
    return {one.name: [task.specific_class for task in one.tasks] for one in Workflow.objects.all()}


def test_bulletins_and_pages_have_a_workflow_each():
    tasks = workflows()
    assert set(tasks) == {NAME, NAME_FOR_PAGES}
    assert tasks[NAME] == [BulletinApprovalTask]
    assert Bulletin.get_default_workflow().name == NAME


def test_repairing_one_workflow_leaves_the_other_alone():
    before = workflows()
    other = Workflow.objects.create(name="Khác")
    WorkflowContentType.objects.update(workflow=other)
    Workflow.objects.update(active=False)
    BulletinApprovalTask.objects.update(active=False)
    sync_workflow()
    sync_workflow_of_pages(Page.objects.get(depth=1))
    assert Bulletin.get_default_workflow().name == NAME
    assert BulletinApprovalTask.objects.get().active
    other.delete()
    assert workflows() == before
    [row] = WorkflowContentType.objects.all()
    assert row.content_type == ContentType.objects.get_for_model(Bulletin)


def test_an_author_submits_and_cannot_publish(author):
    bulletin = submit_bulletin(author, **PUBLISH)
    assert (bulletin.live, status(bulletin)) == (False, "in_progress")


def test_the_authors_buttons_say_what_they_do(author):
    answer = author.get(f"{ADMIN}add/")
    assert list_buttons(answer) == ["Lưu nháp", "Gửi duyệt"]
    assert NAME not in answer.content.decode()


def test_the_publishers_buttons_say_what_they_do(author, publisher):
    bulletin = submit_bulletin(author)
    buttons = list_buttons(publisher.get(get_edit_path(bulletin)))
    assert buttons == ["Lưu nháp", "Xem và duyệt"]
    page = publisher.get(review_url(bulletin)).content.decode()
    assert "Duyệt và đăng" in page and "Trả lại" in page


def test_what_waits_is_closed_to_its_author(author):
    bulletin = submit_bulletin(author)
    author.post(get_edit_path(bulletin), make_bulletin_form(title="Đổi tên"))
    assert bulletin.get_latest_revision().content["title"] == "Lũ quét"


def test_what_an_emergency_lacks_is_said_before_it_is_sent(author):
    answer = author.post(f"{ADMIN}add/", make_bulletin_form(urgency="emergency") | SUBMIT)
    assert set(answer.context["form"].errors) == {"valid_until", "instruction"}
    assert not Bulletin.objects.exists()


def test_approval_publishes_on_all_websites(author, publisher, visit, health, district):
    bulletin = submit_bulletin(author)
    page = publisher.get(review_url(bulletin)).content.decode()
    assert "Lũ quét" in page and "ict-author" in page
    assert press_publish(publisher, decide(publisher, bulletin, "approve")).status_code == 302
    assert (is_live(bulletin), status(bulletin)) == (True, "approved")
    for agency in (health, district):
        assert visit(agency, "/ban-tin/lu-quet/").status_code == 200


def test_nothing_is_approved_without_the_screen_that_shows_it(author, publisher):
    bulletin = submit_bulletin(author)
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    publisher.post(get_edit_path(bulletin), make_bulletin_form(title="Lũ lớn") | approve)
    state = get_task_state(bulletin)
    publisher.post(f"{ADMIN}workflow/action/{bulletin.pk}/approve/{state.pk}/")
    assert (is_live(bulletin), status(bulletin)) == (False, "in_progress")


def test_an_administrator_approves(author, sign_in, ict_admin):
    bulletin = submit_bulletin(author)
    administrator = sign_in(ict_admin)
    press_publish(administrator, decide(administrator, bulletin, "approve"))
    assert is_live(bulletin)


def test_a_publisher_publishes_at_once(publisher):
    press_publish(publisher, publisher.post(f"{ADMIN}add/", make_bulletin_form() | PUBLISH))
    assert Bulletin.objects.get().live


def test_asking_for_changes_needs_a_comment(author, publisher):
    bulletin = submit_bulletin(author)
    answer = decide(publisher, bulletin, "reject", comment=" ")
    assert "ghi rõ cần sửa" in answer.content.decode()
    assert status(bulletin) == "in_progress"


def test_an_author_sees_what_to_change_changes_it_and_sends_it_again(author, publisher):
    bulletin = submit_bulletin(author)
    decide(publisher, bulletin, "reject", comment="Sai ngày <b>")
    assert "Cần sửa: Sai ngày &lt;b&gt;" in author.get(get_edit_path(bulletin)).content.decode()
    author.post(get_edit_path(bulletin), make_bulletin_form(title="Lũ lớn") | SUBMIT)
    assert status(bulletin) == "in_progress"
    press_publish(publisher, decide(publisher, bulletin, "approve"))
    assert Bulletin.objects.get(live=True).title == "Lũ lớn"


@pytest.mark.parametrize("person", NOT_PUBLISHERS)
def test_nobody_else_decides(author, sign_in, request, person):
    bulletin = submit_bulletin(author)
    client = sign_in(request.getfixturevalue(person))
    assert client.get(review_url(bulletin)).status_code == 404
    press_publish(client, decide(client, bulletin, "approve"))
    state = get_task_state(bulletin)
    client.post(f"{ADMIN}workflow/action/{bulletin.pk}/approve/{state.pk}/")
    assert (is_live(bulletin), status(bulletin)) == (False, "in_progress")


def test_what_has_changed_since_it_was_read_is_not_approved(author, publisher):
    bulletin = submit_bulletin(author)
    answer = decide(publisher, bulletin, "approve", shown="x")
    assert "Bài đã thay đổi từ lúc bạn mở." in answer.content.decode()
    assert (is_live(bulletin), status(bulletin)) == (False, "in_progress")


def test_a_second_decision_finds_nothing_to_decide(author, publisher):
    bulletin = submit_bulletin(author)
    press_publish(publisher, decide(publisher, bulletin, "approve"))
    decide(publisher, bulletin, "reject", comment="Sai")
    assert (is_live(bulletin), status(bulletin)) == (True, "approved")


def test_what_lacks_something_is_not_published_by_approval(ict_author, publisher):
    bulletin = create_draft("Lũ quét", urgency="emergency")
    bulletin.get_workflow().start(bulletin, ict_author)
    answer = decide(publisher, bulletin, "approve")
    # What to do, until when, and who issues it.
    assert len(publisher.get(answer.url).context["obstacles"]) == 3
    press_publish(publisher, answer)
    assert (is_live(bulletin), status(bulletin)) == (False, "in_progress")


def test_each_step_is_in_the_journal_with_its_person(author, publisher):
    bulletin = submit_bulletin(author)
    decide(publisher, bulletin, "reject", comment="Sai ngày")
    author.post(get_edit_path(bulletin), make_bulletin_form() | SUBMIT)
    press_publish(publisher, decide(publisher, bulletin, "approve"))
    entries = AuditEntry.objects.filter(object_id=str(bulletin.pk)).order_by("at", "pk")
    steps = [(one.action, one.person_name) for one in entries]
    for step in (
        ("wagtail.workflow.start", "ict-author"),
        ("wagtail.workflow.reject", "ict-publisher"),
        ("wagtail.workflow.resume", "ict-author"),
        ("wagtail.workflow.approve", "ict-publisher"),
        ("wagtail.publish", "ict-publisher"),
    ):
        assert step in steps


def test_the_translation_of_an_emergency_waits_before_all_else_and_says_what_it_is(
    author, publisher, translator
):
    submit_bulletin(author)
    english = translate(publish_emergency(slug="lu-lon"), "Flood", live=False)
    english.save_revision(user=translator)
    english.get_workflow().start(english, translator)
    first = publisher.get("/admin/").context["needs"][0]
    assert (first.title, first.is_overdue) == ("Flood", True)
    assert first.detail == "Bản dịch sang tiếng Anh chờ bạn duyệt; người gửi: translator."


def test_the_dashboard_shows_publishers_what_waits_and_authors_what_came_back(
    author, publisher, sign_in, ict_admin, health_moderator
):
    # Somebody does the background work, so nobody is asked to see to it.
    create_worker()
    waiting, returned = submit_bulletin(author), submit_bulletin(author, title="Mất điện")
    decide(publisher, returned, "reject", comment="Sai ngày")
    people = {
        "author": author,
        "publisher": publisher,
        "administrator": sign_in(ict_admin),
        "moderator": sign_in(health_moderator),
    }
    needs = {
        name: [need.url for need in client.get("/admin/").context["needs"]]
        for name, client in people.items()
    }
    assert needs == {
        "author": [get_edit_path(returned)],
        "publisher": [review_url(waiting)],
        "administrator": [review_url(waiting)],
        "moderator": [],
    }
    assert "Cần sửa: Sai ngày" in author.get("/admin/").content.decode()


def test_what_waits_is_to_be_reviewed_by_those_who_publish_bulletins_alone(
    author, publisher, ict_publisher, ict_admin, ict_author, translator, health_moderator
):
    waiting, returned = submit_bulletin(author), submit_bulletin(author, title="Mất điện")
    decide(publisher, returned, "reject", comment="Sai ngày")
    for person in (ict_publisher, ict_admin):
        assert list(TaskState.objects.reviewable_by(person)) == [get_task_state(waiting)]
    for person in (ict_author, translator, health_moderator):
        assert not TaskState.objects.reviewable_by(person)


@pytest.fixture
def sent(mailoutbox):
    """Run something; return who got which subject."""

    def run(work, *args, **kwargs):
        mailoutbox.clear()
        work(*args, **kwargs)
        return {(to, mail.subject) for mail in mailoutbox for to in mail.to}

    return run


def test_publishers_and_the_author_are_written_to_and_nobody_else(
    author, publisher, sent, mailoutbox, health_moderator, translator, ict_admin
):
    asked = {
        (f"{name}@backan.example", "Chờ bạn duyệt: Lũ quét")
        for name in ("ict-publisher", "ict-admin")
    }
    assert sent(submit_bulletin, author) == asked
    assert review_url(Bulletin.objects.get()) in mailoutbox[0].body
    told = sent(decide, publisher, Bulletin.objects.get(), "reject", "Sai ngày")
    assert told == {("ict-author@backan.example", "Cần sửa: Lũ quét")}
    assert "Sai ngày" in mailoutbox[0].body and "Bộ phận công nghệ thông tin" in mailoutbox[0].body


def test_an_author_who_has_left_is_told_nothing(author, publisher, ict_author, sent):
    bulletin = submit_bulletin(author)
    ict_author.groups.clear()
    assert sent(lambda: press_publish(publisher, decide(publisher, bulletin, "approve"))) == set()
    assert is_live(bulletin)


def test_a_unit_editors_returned_page_and_a_bulletin_with_its_number_are_not_mixed_up(
    author, publisher, ict_author, health
):
    bulletin = submit_bulletin(author)
    decide(publisher, bulletin, "reject", comment="Sai ngày")
    bulletin.workflow_states.update(object_id=str(health.root_page_id))
    ict_author.groups.set([health.editors])
    assert author.get("/admin/").status_code == 200
