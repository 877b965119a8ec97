"""Under the two-person rule a moderator cannot get rid of the other one and publish alone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import SecurityEvent, User
from accounts.tests.factories import create_user
from home.tests.factories import get_edit_path, make_article_form
from members.approval_rules import is_two_person_rule_active
from members.models import AuditEntry, RoleChange, RoleChangeOutcome
from members.roles import Role, find_role
from members.services import membership
from members.services.invitations import accept_into_agency, invite
from members.services.role_changes import (
    RoleChangeDecidedError,
    cancel_role_change,
    confirm_role_change,
    object_to_role_change,
)
from members.tasks import apply_due_role_changes
from members.tests.approval import PUBLISH, is_live
from members.tests.factories import create_article, member_url, unit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(health):
    return create_user("second-moderator", health.moderators)


@pytest.fixture
def strict(health, health_moderator, second):
    health.two_person_rule = True
    health.save()
    return health


@pytest.fixture
def client(sign_in, health_moderator):
    return sign_in(health_moderator)


def lower(client, agency, member):
    return client.post(member_url(agency, member, "role"), {"role": Role.EDITOR}, follow=True)


def remove(client, agency, member):
    return client.post(member_url(agency, member, "remove"), follow=True)


def suspend(client, agency, member):
    return client.post(member_url(agency, member, "suspend"), follow=True)


WAYS = pytest.mark.parametrize("way", [lower, remove, suspend])


def a_day_later(clock):
    clock(timezone.now() + timedelta(hours=25))
    apply_due_role_changes()


def is_moderator(agency, user):
    user = User.objects.get(pk=user.pk)
    return find_role(agency, user) == Role.MODERATOR and user.is_active


def change_url(act):
    return f"/admin/people/changes/{RoleChange.objects.get().pk}/{act}/"


@WAYS
def test_the_other_moderator_stays_for_a_day(client, strict, health_moderator, second, way):
    assert "hai người" in way(client, strict, second).content.decode()
    assert is_moderator(strict, second) and is_two_person_rule_active(strict)
    page = create_article(strict, health_moderator)
    client.post(get_edit_path(page), make_article_form(page.title) | PUBLISH)
    assert not is_live(page)


@WAYS
def test_the_person_concerned_is_told_by_mail(client, strict, second, way):
    way(client, strict, second)
    assert [letter.to for letter in mail.outbox] == [[second.email]]
    assert "/admin/people/units/" in mail.outbox[0].body


@WAYS
def test_after_a_day_it_takes_effect(client, strict, second, way, clock):
    way(client, strict, second)
    apply_due_role_changes()
    assert is_moderator(strict, second)
    a_day_later(clock)
    assert not is_moderator(strict, second)


@WAYS
def test_an_ict_administrator_confirms_it_at_once(client, sign_in, ict_admin, strict, second, way):
    way(client, strict, second)
    sign_in(ict_admin).post(change_url("confirm"))
    assert not is_moderator(strict, second)


@WAYS
def test_an_ict_administrator_does_it_at_once(sign_in, ict_admin, strict, second, way):
    way(sign_in(ict_admin), strict, second)
    assert not is_moderator(strict, second)


@WAYS
def test_without_the_rule_it_happens_at_once(client, health, second, way):
    way(client, health, second)
    assert not is_moderator(health, second)


@pytest.mark.parametrize("way", [remove, suspend])
def test_editors_are_changed_at_once(client, strict, health_editor, way):
    way(client, strict, health_editor)
    health_editor.refresh_from_db()
    assert find_role(strict, health_editor) is None or not health_editor.is_active


def test_the_moderator_concerned_objects_and_ict_decides(
    client, sign_in, ict_admin, strict, second, clock
):
    lower(client, strict, second)
    sign_in(second).post(change_url("object"))
    a_day_later(clock)
    assert is_moderator(strict, second)
    assert unit_url(strict) in sign_in(ict_admin).get("/admin/").content.decode()
    sign_in(ict_admin).post(change_url("confirm"))
    assert not is_moderator(strict, second)


def test_nobody_objects_a_second_time(sign_in, client, strict, second):
    lower(client, strict, second)
    change = RoleChange.objects.get()
    sign_in(second).post(change_url("object"))
    change.refresh_from_db()
    assert (change.outcome, change.decided_by) == ("objected", second)
    assert sign_in(second).post(change_url("object")).status_code == 404


def test_whoever_asked_cannot_confirm_or_object_but_take_it_back(client, strict, second, clock):
    lower(client, strict, second)
    assert client.post(change_url("confirm")).status_code == 404
    assert client.post(change_url("object")).status_code == 404
    client.post(change_url("cancel"))
    a_day_later(clock)
    assert is_moderator(strict, second)


@pytest.mark.parametrize("name", ["health_editor", "district_moderator", "outsider", "ict_author"])
@pytest.mark.parametrize("act", ["confirm", "object", "cancel"])
def test_others_do_nothing_about_it(client, sign_in, request, strict, second, name, act):
    lower(client, strict, second)
    stranger = sign_in(request.getfixturevalue(name))
    assert stranger.get(change_url(act)).status_code in {302, 404}
    assert stranger.post(change_url(act)).status_code in {302, 404}
    assert RoleChange.objects.get().outcome == "waiting"


def test_a_moderator_who_leaves_waits_too(sign_in, strict, second):
    remove(sign_in(second), strict, second)
    assert is_moderator(strict, second)


def test_an_account_of_ones_own_does_not_approve_at_once(client, strict, health_editor, clock):
    client.post(member_url(strict, health_editor, "role"), {"role": Role.MODERATOR})
    assert not is_moderator(strict, health_editor)
    a_day_later(clock)
    assert is_moderator(strict, health_editor)


def test_an_invited_moderator_begins_as_an_editor(strict, health_moderator, outsider):
    offer = invite(agency=strict, role=Role.MODERATOR, email="x@y.example", by=health_moderator)
    accept_into_agency(offer, outsider)
    assert find_role(strict, outsider) == Role.EDITOR
    assert RoleChange.objects.get().kind == "raise"


def test_a_moderator_invited_by_ict_is_one_at_once(strict, ict_admin, outsider):
    offer = invite(agency=strict, role=Role.MODERATOR, email="x@y.example", by=ict_admin)
    accept_into_agency(offer, outsider)
    assert find_role(strict, outsider) == Role.MODERATOR


def test_a_link_that_a_moderator_is_lured_to_lowers_nobody(strict, health_moderator, second):
    offer = invite(agency=strict, role=Role.EDITOR, email="x@y.example", by=health_moderator)
    accept_into_agency(offer, second)
    assert is_moderator(strict, second)


def test_who_was_lowered_first_lowers_nobody_any_more(
    client, sign_in, strict, health_moderator, second, clock
):
    lower(client, strict, second)
    lower(sign_in(second), strict, health_moderator)
    a_day_later(clock)
    assert is_moderator(strict, health_moderator)
    assert not is_moderator(strict, second)


def test_a_suspended_moderator_comes_back_after_a_day(
    client, strict, health_moderator, second, clock
):
    create_user("third-moderator", strict.moderators)
    second.is_active = False
    second.save()
    client.post(member_url(strict, second, "restore"))
    assert not is_moderator(strict, second)
    a_day_later(clock)
    assert is_moderator(strict, second)


@pytest.mark.parametrize("left", ["requester", "person"])
def test_a_change_lapses_where_one_of_the_two_is_no_longer_there(
    client, strict, health_moderator, second, clock, left
):
    create_user("third-moderator", strict.moderators)
    lower(client, strict, second)
    gone = health_moderator if left == "requester" else second
    gone.groups.clear()
    a_day_later(clock)
    change = RoleChange.objects.get()
    assert (change.outcome, change.decided_by) == (RoleChangeOutcome.CANCELLED, None)
    assert find_role(strict, second) == (Role.MODERATOR if left == "requester" else None)
    entry = AuditEntry.objects.get(action="people.change_cancelled")
    assert (entry.agency, entry.person, entry.title) == (strict, None, second.username)


def test_a_change_whose_requester_has_no_account_any_more_lapses(
    client, strict, health_moderator, second, clock
):
    lower(client, strict, second)
    RoleChange.objects.update(requested_by=None)
    a_day_later(clock)
    assert RoleChange.objects.get().outcome == RoleChangeOutcome.CANCELLED
    assert is_moderator(strict, second)


def test_what_was_decided_is_not_decided_again(client, sign_in, ict_admin, strict, second):
    lower(client, strict, second)
    url = change_url("confirm")
    admin = sign_in(ict_admin)
    admin.post(url)
    decided = RoleChange.objects.get()
    assert (decided.outcome, decided.decided_by) == (RoleChangeOutcome.DONE, ict_admin)
    for change in (confirm_role_change, cancel_role_change, object_to_role_change):
        with pytest.raises(RoleChangeDecidedError):
            change(change=decided, by=ict_admin)
    assert RoleChange.objects.get().outcome == RoleChangeOutcome.DONE


def test_it_stands_on_the_screens_of_the_unit_and_of_ict(
    client, sign_in, ict_admin, strict, second
):
    lower(client, strict, second)
    for each in (client, sign_in(second), sign_in(ict_admin)):
        assert "trở thành" in each.get(unit_url(strict)).content.decode()
        assert unit_url(strict) in each.get("/admin/").content.decode()


def test_it_is_asked_for_once(client, strict, second):
    lower(client, strict, second)
    lower(client, strict, second)
    remove(client, strict, second)
    assert RoleChange.objects.get().kind == "lower"
    assert len(mail.outbox) == 1


def test_the_journal_tells_what_was_asked_for_and_objected_to(client, sign_in, strict, second):
    lower(client, strict, second)
    sign_in(second).post(change_url("object"))
    actions = AuditEntry.objects.filter(agency=strict).values_list("action", flat=True)
    assert {"people.change_asked", "people.change_objected"} <= set(actions)


def test_what_becomes_of_a_moderator_is_a_security_event(client, health, second):
    lower(client, health, second)
    assert [event.user for event in SecurityEvent.objects.all()] == [second]


def test_under_the_rule_ict_hears_of_new_editors_too(strict, health_moderator, outsider):
    membership.add_member(agency=strict, role=Role.EDITOR, user=outsider, by=health_moderator)
    assert [event.user for event in SecurityEvent.objects.all()] == [outsider]


def test_without_the_rule_a_new_editor_is_no_security_event(health, health_moderator, outsider):
    membership.add_member(agency=health, role=Role.EDITOR, user=outsider, by=health_moderator)
    assert not SecurityEvent.objects.exists()


def test_becoming_an_ict_administrator_is_a_security_event(health_editor):
    health_editor.is_superuser = True
    health_editor.save()
    health_editor.is_superuser = False
    health_editor.save()
    assert SecurityEvent.objects.count() == 2


def test_a_central_role_is_a_security_event(ict_admin, outsider):
    membership.set_central_roles(user=outsider, groups={"ICT publishers"}, by=ict_admin)
    assert SecurityEvent.objects.get().user == outsider


def test_switching_the_rule_off_is_a_security_event_and_for_ict_alone(
    client, sign_in, ict_admin, strict
):
    body = {
        "code": strict.code,
        "kind": strict.kind,
        "name_vi": strict.name_vi,
        "name_en": "",
        "short_name": "",
        "host": strict.site.hostname,
    }
    url = f"/admin/agencies/edit/{strict.pk}/"
    client.post(url, body)
    strict.refresh_from_db()
    assert strict.two_person_rule
    sign_in(ict_admin).post(url, body)
    strict.refresh_from_db()
    assert not strict.two_person_rule
    assert SecurityEvent.objects.get().user == ict_admin
