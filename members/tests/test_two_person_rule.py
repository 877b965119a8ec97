"""Nobody publishes what they wrote themselves: the rule at each door."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from accounts.tests.factories import create_user
from home.models import NewsPage
from home.tests.factories import (
    come_to_schedules,
    get_add_path,
    get_edit_path,
    get_news_index,
    make_article_form,
    say_tomorrow,
)
from members.approval_rules import is_locked_while_pending
from members.dashboard import list_inactive_rules
from members.tests.approval import (
    APPROVE,
    PUBLISH,
    SUBMIT,
    decide,
    get_task_state,
    is_live,
    publish_in_bulk,
    review_url,
    status,
    workflow_url,
)
from members.tests.factories import create_article, submit_article
from sites.permissions.ownership import check_two_person_rule


@pytest.fixture(autouse=True)
def strict(health):
    health.two_person_rule = True
    health.save()


@pytest.fixture
def second(health):
    return create_user("second-moderator", health.moderators)


@pytest.fixture
def writer(sign_in, health_moderator, second):
    """A moderator of a unit with the rule, signed in, who writes."""
    return sign_in(health_moderator)


def publish_in_the_editor(client, page):
    client.post(get_edit_path(page), make_article_form(page.title) | PUBLISH)


def publish_in_bulk_from_above(client, page):
    publish_in_bulk(client, page.get_parent(), include_descendants="on")


def publish_a_former_version(client, page):
    revision = page.get_latest_revision()
    url = f"/admin/pages/{page.pk}/revisions/{revision.pk}/revert/"
    client.post(url, make_article_form(page.title) | PUBLISH)


def publish_by_schedule(client, page):
    form = make_article_form(page.title, go_live_at=say_tomorrow())
    client.post(get_edit_path(page), form | PUBLISH)
    come_to_schedules()


def publish_by_approving(client, page):
    client.post(get_edit_path(page), make_article_form(page.title) | SUBMIT)
    client.post(get_edit_path(page), make_article_form(page.title) | APPROVE)
    client.post(workflow_url(page, get_task_state(page)))
    decide(client, page, "approve")


DOORS = [
    publish_in_the_editor,
    publish_in_bulk,
    publish_a_former_version,
    publish_by_schedule,
    publish_by_approving,
    publish_in_bulk_from_above,
]


@pytest.mark.parametrize("door", DOORS)
def test_a_moderator_does_not_publish_what_they_wrote(health, health_moderator, writer, door):
    page = create_article(health, health_moderator)
    door(writer, page)
    assert set(NewsPage.objects.live()) == set()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.parametrize("door", DOORS[:-2])
def test_without_the_rule_each_of_these_doors_publishes(health, health_moderator, writer, door):
    health.two_person_rule = False
    health.save()
    door(writer, create_article(health, health_moderator))
    assert NewsPage.objects.live().exists()


def test_who_wrote_an_earlier_version_does_not_approve_the_later_one(
    health, health_moderator, writer, sign_in, second
):
    """All who wrote since the last decision are authors, not only the last one."""
    page = create_article(health, health_moderator)
    other = sign_in(second)
    other.post(get_edit_path(page), make_article_form("Sửa thêm") | SUBMIT)
    for client in (writer, other):
        assert decide(client, page, "approve").status_code in {302, 403}
        assert not is_live(page)
    third = sign_in(create_user("third-moderator", health.moderators))
    decide(third, page, "approve")
    assert is_live(page)


def test_who_wrote_before_the_last_decision_may_approve(health, health_moderator, sign_in, second):
    page = create_article(health, health_moderator)
    page.get_latest_revision().publish()
    sign_in(second).post(get_edit_path(page), make_article_form("Lịch mới") | SUBMIT)
    decide(sign_in(health_moderator), page, "approve")
    page.refresh_from_db()
    assert page.title == "Lịch mới"


def test_a_new_page_is_not_published_by_who_writes_it(health, writer):
    shown = writer.get(get_add_path(health)).content.decode()
    assert 'name="action-publish"' not in shown and 'name="action-submit"' in shown
    writer.post(get_add_path(health), make_article_form("Tin mới") | PUBLISH)
    assert not NewsPage.objects.get(title="Tin mới").live


def test_code_that_asks_wagtail_is_refused_too(health, health_moderator, second):
    page = create_article(health, health_moderator)
    with pytest.raises(PermissionDenied):
        page.get_latest_revision().publish(user=health_moderator)
    assert not is_live(page)


def test_another_moderator_approves(health, sign_in, health_moderator, second):
    page = submit_article(health, health_moderator)
    decide(sign_in(second), page, "approve")
    assert is_live(page)


def test_the_writer_is_told_who_decides(health, health_moderator, writer):
    page = submit_article(health, health_moderator)
    shown = writer.get(review_url(page)).content.decode()
    assert "Một người duyệt khác của đơn vị sẽ duyệt" in shown
    assert 'name="decision"' not in shown


def test_who_submits_the_words_of_another_does_not_approve_them(
    health, health_editor, health_moderator, writer
):
    page = create_article(health, health_editor)
    page.get_workflow().start(page, health_moderator)
    decide(writer, page, "approve")
    assert (is_live(page), status(page)) == (False, "in_progress")


def test_who_approves_does_not_write(health, sign_in, health_editor, writer):
    page = submit_article(health, health_editor)
    writer.post(get_edit_path(page), make_article_form("Đổi tên") | APPROVE)
    assert (is_live(page), status(page)) == (False, "in_progress")
    assert page.get_latest_revision().user == health_editor
    shown = writer.get(get_edit_path(page)).content.decode()
    assert review_url(page) in shown
    decide(writer, page, "approve")
    assert NewsPage.objects.get(pk=page.pk, live=True).title == page.title


def test_an_editors_page_is_approved_by_either_moderator(health, health_editor, writer):
    page = submit_article(health, health_editor)
    decide(writer, page, "approve")
    assert is_live(page)


def test_what_is_approved_may_be_scheduled(health, health_editor, sign_in, second, writer):
    page = create_article(health, health_editor)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision(user=health_editor)
    page.get_workflow().start(page, health_editor)
    decide(writer, page, "approve")
    assert (is_live(page), status(page)) == (False, "approved")
    assert NewsPage.objects.get(pk=page.pk).scheduled_revision.user == health_editor


def test_with_one_moderator_the_rule_rests_and_ict_is_told(
    health, sign_in, ict_admin, health_moderator
):
    page = create_article(health, health_moderator)
    publish_in_the_editor(sign_in(health_moderator), page)
    assert is_live(page)
    request = RequestFactory().get("/")
    request.user = ict_admin
    assert [need.title for need in list_inactive_rules(request)] == [health.name_vi]
    create_user("second-moderator", health.moderators)
    assert list(list_inactive_rules(request)) == []


def test_the_rule_needs_two_moderators_who_can_sign_in(health, health_moderator, second):
    check_two_person_rule(health)
    second.is_active = False
    second.save()
    with pytest.raises(ValidationError, match="hai người duyệt"):
        check_two_person_rule(health)


def test_what_nobody_could_approve_under_the_rule_comes_back_when_it_begins(
    health, health_editor, health_moderator, second
):
    health.two_person_rule = False
    health.save()
    page = submit_article(health, health_moderator)
    page.save_revision(user=second)
    health.two_person_rule = True
    health.save()
    assert status(page) == "needs_changes"


def test_the_rule_of_one_unit_is_not_anothers(district, sign_in, writer):
    moderator = create_user("district-moderator", district.moderators)
    create_user("district-second", district.moderators)
    page = create_article(district, moderator)
    publish_in_the_editor(sign_in(moderator), page)
    assert is_live(page)


def test_an_ict_administrator_is_not_bound(health, sign_in, ict_admin, second, health_moderator):
    page = create_article(health, ict_admin)
    publish_in_the_editor(sign_in(ict_admin), page)
    assert is_live(page)


def test_lists_ask_for_the_rule_once(
    health, writer, health_moderator, django_assert_max_num_queries
):
    for number in range(5):
        create_article(health, health_moderator, f"Tin {number}")
    url = f"/admin/pages/{get_news_index(health).pk}/"
    writer.get(url)
    with django_assert_max_num_queries(60) as few:
        writer.get(url)
    for number in range(5, 10):
        create_article(health, health_moderator, f"Tin {number}")
    with django_assert_max_num_queries(len(few)):
        writer.get(url)


def test_what_waits_is_open_to_who_approves_it_unless_the_rule_is_in_force(
    health, health_editor, health_moderator, second, ict_admin, district_moderator
):
    page = submit_article(health, health_editor)

    def list_locked_out():
        # A new object each time: a user keeps the answer for the request.
        people = (health_editor, health_moderator, second, district_moderator, ict_admin)
        fresh = [User.objects.get(pk=person.pk) for person in people]
        return [is_locked_while_pending(person, page) for person in fresh]

    assert list_locked_out() == [True, True, True, True, False]
    health.two_person_rule = False
    health.save()
    assert list_locked_out() == [True, False, False, True, False]
