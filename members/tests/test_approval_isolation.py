"""The people of one unit and the submissions of another, with ids in every place."""

import pytest
from wagtail.models import TaskState

from accounts.tests.factories import create_user
from home.tests.factories import get_edit_path, make_article_form
from members.tests.approval import (
    APPROVE,
    PUBLISH,
    SUBMIT,
    decide,
    get_task_state,
    is_live,
    review_url,
    status,
    workflow_url,
)
from members.tests.factories import submit_article
from sites.tests.factories import add_english

DENIED = {302, 403, 404}
TITLE = "Biên bản chưa công bố"


@pytest.fixture
def theirs(district, district_editor):
    create_user("district-moderator", district.moderators)
    return submit_article(district, district_editor, TITLE)


@pytest.fixture
def ours(health, health_editor, health_moderator):
    return submit_article(health, health_editor, "Lịch tiêm chủng")


@pytest.mark.parametrize("person", ["health_moderator", "health_editor", "outsider", "ict_author"])
def test_nobody_else_reads_or_decides_a_submission(request, sign_in, theirs, person):
    client = sign_in(request.getfixturevalue(person))
    state = get_task_state(theirs)
    task = state.task_id
    for url in (
        review_url(theirs),
        get_edit_path(theirs),
        workflow_url(theirs, state),
        workflow_url(theirs, state, "reject"),
        workflow_url(theirs, state, view="collect_action_data"),
        f"/admin/pages/workflow/preview/{theirs.pk}/{task}/",
        f"{review_url(theirs)}preview/",
    ):
        answer = client.get(url, follow=True)
        assert TITLE not in answer.content.decode(), url
    for decision in ("approve", "reject"):
        assert decide(client, theirs, decision, "Sửa đi").status_code in DENIED
        url = workflow_url(theirs, state, decision)
        assert client.post(url, {"comment": "Sửa đi"}).status_code in DENIED
    for action in (APPROVE, PUBLISH, SUBMIT, {"action-cancel-workflow": "1"}):
        assert (
            client.post(get_edit_path(theirs), make_article_form("Chiếm") | action).status_code
            in DENIED
        )
    assert (is_live(theirs), status(theirs)) == (False, "in_progress")
    assert TaskState.objects.get(pk=state.pk).comment == ""


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_a_task_of_another_unit_beside_an_own_page_in_the_address_is_refused(
    sign_in, ours, theirs, health_moderator, decision
):
    client = sign_in(health_moderator)
    client.post(workflow_url(ours, get_task_state(theirs), decision), {"comment": "Sửa đi"})
    assert (is_live(theirs), status(theirs)) == (False, "in_progress")
    assert (is_live(ours), status(ours)) == (False, "in_progress")


def test_each_unit_is_offered_its_own_submissions_alone(
    ours, theirs, health_moderator, health_editor, ict_admin, outsider
):
    offered = {
        person.username: set(TaskState.objects.reviewable_by(person))
        for person in (health_moderator, health_editor, ict_admin, outsider)
    }
    own, foreign = get_task_state(ours), get_task_state(theirs)
    assert offered == {
        "health-moderator": {own},
        "health-editor": set(),
        "ict-admin": {own, foreign},
        "outsider": set(),
    }


def test_the_english_pages_of_a_unit_are_approved_by_its_moderators(
    health, sign_in, ours, health_editor, health_moderator, theirs
):
    moderator = sign_in(health_moderator)
    decide(moderator, ours, "approve")
    english = ours.copy_for_translation(add_english(), copy_parents=True)
    english.title = "Vaccination"
    english.save_revision()
    english.get_workflow().start(english, health_editor)
    decide(moderator, english, "approve")
    assert is_live(english)


@pytest.mark.parametrize("person", ["health_moderator", "health_editor", "outsider", "ict_author"])
def test_only_ict_sees_and_reminds_what_waits_too_long(
    request, sign_in, theirs, person, mailoutbox
):
    TaskState.objects.update(started_at="2026-01-05T08:00+07:00")
    client = sign_in(request.getfixturevalue(person))
    state = get_task_state(theirs)
    mailoutbox.clear()
    answer = client.get("/admin/approval/", follow=True)
    assert TITLE not in answer.content.decode()
    assert client.post(f"/admin/approval/{state.pk}/remind/").status_code in DENIED
    assert mailoutbox == []


@pytest.mark.parametrize("extra", [{"update": False}, {"task": 1, "task_state": 1}])
def test_what_is_sent_along_with_a_decision_cannot_bend_it(sign_in, ours, health_moderator, extra):
    decide(sign_in(health_moderator), ours, "approve", **extra)
    assert (is_live(ours), status(ours)) == (True, "approved")
    assert get_task_state(ours).finished_by == health_moderator


def test_a_decision_is_that_of_who_sent_it_whatever_colleague_is_named(
    sign_in, ours, health_editor, health_moderator
):
    decide(sign_in(health_moderator), ours, "approve", user=health_editor.pk)
    assert (is_live(ours), status(ours)) == (True, "approved")
    assert get_task_state(ours).finished_by == health_moderator


def test_who_names_somebody_of_no_unit_of_theirs_decides_nothing(
    sign_in, ours, outsider, health_moderator
):
    for named in (outsider.pk, 987_654_321):
        answer = decide(sign_in(health_moderator), ours, "approve", user=named)
        assert (answer.status_code, status(ours)) == (404, "in_progress")


def test_a_suspended_moderator_decides_nothing(sign_in, ours, health, health_moderator):
    create_user("second-moderator", health.moderators)
    client = sign_in(health_moderator)
    health_moderator.is_active = False
    health_moderator.save()
    assert decide(client, ours, "approve").status_code in DENIED
    assert status(ours) == "in_progress"
