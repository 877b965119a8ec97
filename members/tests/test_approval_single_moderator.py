"""Units without anybody who approves, and the day on which the last one leaves."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import GroupPagePermission

from accounts.tests.factories import create_user
from home.models import NewsPage
from home.tests.factories import get_add_path, get_edit_path, make_article_form
from members.tests.approval import PUBLISH, SUBMIT, get_task_state, is_live, status
from members.tests.factories import create_article, submit_article
from sites.models import Status
from sites.permissions.group_permissions import sync_permissions


def publishes(group):
    rows = GroupPagePermission.objects.filter(group=group, permission__codename="publish_page")
    return rows.exists()


def leave_by_group(person, agency):
    agency.moderators.user_set.remove(person)


def leave_by_own_groups(person, agency):
    person.groups.clear()


def leave_by_other_side(person, agency):
    agency.moderators.user_set.clear()


def leave_by_change_of_role(person, agency):
    person.groups.set([agency.editors])


def leave_by_suspension(person, agency):
    person.is_active = False
    person.save()


def leave_by_suspension_alone(person, agency):
    person.is_active = False
    person.save(update_fields=["is_active"])


def leave_by_deletion(person, agency):
    person.delete()


WAYS = [
    leave_by_group,
    leave_by_own_groups,
    leave_by_other_side,
    leave_by_change_of_role,
    leave_by_suspension,
    leave_by_suspension_alone,
    leave_by_deletion,
]


def test_without_a_moderator_an_editor_publishes(health, sign_in, health_editor):
    client = sign_in(health_editor)
    shown = client.get(get_add_path(health)).content.decode()
    assert 'name="action-publish"' in shown and 'name="action-submit"' not in shown
    client.post(get_add_path(health), make_article_form("Tin mới") | PUBLISH)
    assert NewsPage.objects.get(title="Tin mới").live


def test_without_a_moderator_nothing_can_be_submitted(health, sign_in, health_editor):
    client = sign_in(health_editor)
    client.post(get_add_path(health), make_article_form("Tin mới") | SUBMIT)
    page = NewsPage.objects.get(title="Tin mới")
    client.post(get_edit_path(page), make_article_form("Tin mới") | SUBMIT)
    assert not page.workflow_states.exists()


def test_a_submission_is_refused_at_the_last_moment(health, health_editor, health_moderator):
    page = create_article(health, health_editor)
    workflow = page.get_workflow()
    health_moderator.groups.clear()
    with pytest.raises(PermissionDenied):
        workflow.start(page, health_editor)
    assert not page.workflow_states.exists()


def test_the_only_member_of_a_unit_publishes(health, sign_in, health_moderator):
    sign_in(health_moderator).post(get_add_path(health), make_article_form("Tin mới") | PUBLISH)
    assert NewsPage.objects.get(title="Tin mới").live


@pytest.mark.parametrize("leave", WAYS)
def test_when_the_last_moderator_leaves_work_comes_back_and_can_be_published(
    health, sign_in, ict_admin, health_editor, health_moderator, leave
):
    page = submit_article(health, health_editor)
    assert not publishes(health.editors)
    leave(health_moderator, health)
    assert publishes(health.editors)
    assert status(page) == "needs_changes"
    assert get_task_state(page).comment.startswith("Đơn vị không còn ai duyệt được")
    sign_in(health_editor).post(get_edit_path(page), make_article_form(page.title) | PUBLISH)
    assert (is_live(page), status(page)) == (True, "cancelled")


def test_when_a_moderator_comes_editors_submit_again(health, health_editor):
    sync_permissions(health)
    assert publishes(health.editors)
    newcomer = create_user("newcomer", health.moderators)
    assert not publishes(health.editors)
    newcomer.is_active = False
    newcomer.save()
    assert publishes(health.editors)
    newcomer.is_active = True
    newcomer.save()
    assert not publishes(health.editors)


def test_while_one_of_two_moderators_stays_submissions_wait(
    health, health_editor, health_moderator
):
    create_user("second-moderator", health.moderators)
    page = submit_article(health, health_editor)
    health_moderator.groups.clear()
    assert (status(page), publishes(health.editors)) == ("in_progress", False)


def test_another_units_loss_leaves_ours_alone(
    health, district, health_editor, health_moderator, district_editor
):
    theirs = create_user("district-moderator", district.moderators)
    ours, lost = submit_article(health, health_editor), submit_article(district, district_editor)
    theirs.groups.clear()
    assert (status(ours), status(lost)) == ("in_progress", "needs_changes")
    assert (publishes(health.editors), publishes(district.editors)) == (False, True)


def test_what_waits_in_a_unit_that_ends_comes_back(health, health_editor, health_moderator):
    page = submit_article(health, health_editor)
    health.status = Status.ARCHIVED
    health.save()
    assert status(page) == "needs_changes"
    assert page.get_workflow() is None
