import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from wagtail.models import (
    TaskState,
    WorkflowState,
)
from wagtail.test.utils.form_data import inline_formset

from accounts.models import User
from accounts.tests.factories import create_user
from home.tests.factories import make_article_form, publish_news, subscribe_to_comments
from members.roles import Role
from members.services.membership import deactivate_user, move_member, remove_member
from members.tests.factories import create_workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def user_form(**fields):
    words = {"username": "a", "email": "a@backan.example", "first_name": "A", "last_name": "B"}
    passwords = {"password1": "mật-khẩu-của-kẻ-lạ", "password2": "mật-khẩu-của-kẻ-lạ"}
    return words | passwords | {"is_active": "on", "is_superuser": "on"} | fields


def grant(user, *codenames):
    """A box ticked by mistake."""
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))


@pytest.mark.parametrize("victim", ["ict_admin", "district_editor"])
def test_nobody_with_the_permission_to_change_users_sets_anothers_password(
    request, moderator, health_moderator, victim
):
    grant(health_moderator, "change_user", "add_user", "delete_user", "view_user")
    person = request.getfixturevalue(victim)
    before = User.objects.filter(pk=person.pk).values().get()
    for address in ("edit", "delete", "copy"):
        response = moderator.post(f"/admin/users/{address}/{person.pk}/", user_form())
        assert response.status_code == 404
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_nobody_with_that_permission_adds_an_account(moderator, health_moderator):
    grant(health_moderator, "change_user", "add_user")
    before = User.objects.count()
    assert moderator.post("/admin/users/new/", user_form()).status_code == 404
    assert User.objects.count() == before


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_no_bulk_action_gives_a_role_or_takes_an_account(
    moderator, health_moderator, district_editor, district, action
):
    grant(health_moderator, "change_user", "delete_user")
    for victim in (health_moderator, district_editor):
        moderator.post(
            f"/admin/bulk/accounts/user/{action}/?id={victim.pk}",
            {"role": district.moderators_id, "mark_as_active": "False"},
        )
    assert set(health_moderator.groups.all()) != {district.moderators}
    assert User.objects.filter(pk=district_editor.pk, is_active=True).exists()
    assert not district.moderators.user_set.exists()


def test_nobody_with_permissions_on_groups_changes_what_a_group_may_do(
    moderator, health_moderator, health, district
):
    grant(health_moderator, "change_group", "add_group", "delete_group")
    before = set(health.moderators.permissions.values_list("pk", flat=True))
    everything = list(Permission.objects.values_list("pk", flat=True))
    for group in (health.moderators, district.moderators):
        form = {"name": "a", "permissions": everything}
        assert moderator.post(f"/admin/groups/edit/{group.pk}/", form).status_code == 404
        assert moderator.post(f"/admin/groups/delete/{group.pk}/").status_code == 404
    assert set(health.moderators.permissions.values_list("pk", flat=True)) == before
    assert Group.objects.filter(pk=district.moderators_id).exists()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/reports/site-history/",
        "/admin/reports/workflow/",
        "/admin/reports/workflow_tasks/",
        "/admin/reports/locked/",
        "/admin/reports/site-history/?export=csv",
        "/admin/reports/aging-pages/?export=xlsx",
        "/admin/workflows/list/",
        "/admin/localize/reports/translations/",
    ],
)
def test_no_list_or_report_of_the_whole_installation_is_open(moderator, address):
    assert moderator.get(address).status_code == 404


def test_listing_filters_do_not_name_people_of_other_agencies(
    moderator, health, district, district_editor
):
    publish_news(district, "Ngày hội").save_revision(user=district_editor, log_action=True)
    district_editor.first_name = "Diều-hâu"
    district_editor.save()
    for address in (
        f"/admin/pages/{health.root_page_id}/",
        "/admin/images/",
        "/admin/documents/",
        f"/admin/pages/{health.root_page_id}/history/",
    ):
        assert "Diều-hâu" not in moderator.get(address).content.decode()


@pytest.fixture
def shared_task(health, district):
    """A task of two agencies' moderators, as a careless administrator might make it."""
    return create_workflow(health.moderators, district.moderators, name="Duyệt chung")


def test_a_shared_approval_task_does_not_open_another_agencys_page(
    moderator, district, district_editor, shared_task
):
    page = publish_news(district, "Diều hâu")
    page.save_revision(user=district_editor)
    shared_task.start(page, district_editor)
    state = TaskState.objects.get()
    response = moderator.get(f"/admin/pages/{page.pk}/edit/", follow=True)
    assert "Diều hâu" not in response.content.decode()
    for address in ("action", "collect_action_data"):
        moderator.post(f"/admin/pages/workflow/{address}/{page.pk}/approve/{state.pk}/")
        moderator.post(f"/admin/pages/workflow/{address}/{page.pk}/reject/{state.pk}/")
    moderator.post(f"/admin/pages/{page.pk}/edit/", {"action-cancel-workflow": "1"})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_a_task_of_another_agency_is_not_approved_through_ones_own_page(
    moderator, health, district, district_editor, shared_task
):
    ours, theirs = publish_news(health, "Tiêm chủng"), publish_news(district, "Diều hâu")
    theirs.save_revision(user=district_editor)
    shared_task.start(theirs, district_editor)
    state = TaskState.objects.get()
    moderator.post(f"/admin/pages/workflow/action/{ours.pk}/approve/{state.pk}/")
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def comment(client, page):
    words = {"text": "Xin xem lại", "contentpath": "title", "position": "", "id": ""}
    remark = words | {"DELETE": "", "resolved": "", "replies": inline_formset([])}
    form = make_article_form(title=page.title, slug=page.slug, comments=inline_formset([remark]))
    return client.post(f"/admin/pages/{page.pk}/edit/", form)


def test_comments_reach_colleagues(
    moderator, health, health_editor, django_capture_on_commit_callbacks
):
    page = publish_news(health, "Tiêm chủng")
    subscribe_to_comments(page, health_editor)
    with django_capture_on_commit_callbacks(execute=True):
        assert comment(moderator, page).status_code == 302
    assert [message.to for message in mail.outbox] == [[health_editor.email]]


def remove(person, agency, other, by):
    remove_member(agency=agency, user=person, by=by)


def relocate(person, agency, other, by):
    move_member(source=agency, agency=other, role=Role.EDITOR, user=person, by=by)


def close(person, agency, other, by):
    deactivate_user(user=person, by=by)


@pytest.mark.parametrize("go", [remove, relocate, close])
def test_mail_about_comments_stops_when_a_person_leaves(
    moderator, health, district, health_editor, ict_admin, django_capture_on_commit_callbacks, go
):
    page = publish_news(health, "Tiêm chủng")
    subscribe_to_comments(page, health_editor)
    go(health_editor, health, district, ict_admin)
    with django_capture_on_commit_callbacks(execute=True):
        comment(moderator, page)
    assert mail.outbox == []


def test_locking_and_pinging_another_agencys_page_are_refused(moderator, district):
    page = publish_news(district, "Diều hâu")
    assert moderator.post(f"/admin/pages/{page.pk}/lock/").status_code == 404
    ping = f"/admin/editing-sessions/ping/home/newspage/{page.pk}/1/"
    assert moderator.post(ping).status_code == 404
    page.refresh_from_db()
    assert not page.locked


def test_a_person_of_two_agencies_works_for_both(sign_in, health, district):
    both = sign_in(create_user("hai-noi", health.moderators, district.editors))
    for agency in (health, district):
        assert both.get(f"/admin/pages/{agency.root_page_id}/edit/").status_code == 200
