"""What changes with membership, and what people must not keep when they go."""

import pytest
from django.dispatch import receiver
from wagtail.models import Comment, PageSubscription

from accounts.models import Invitation, User
from home.tests.factories import create_comment, publish_news, subscribe_to_comments
from members.models import AuditEntry
from members.services.invitations import invite
from members.services.membership import (
    add_member,
    deactivate_user,
    move_member,
    reactivate_user,
    remove_member,
    set_central_roles,
)
from members.tests.factories import create_workflow
from sites.permissions.ownership import get_active_agency_ids, get_moderated_agency_ids
from sites.signals import membership_changed
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

ENDINGS = {
    "leave": lambda agency, other, user, by: remove_member(agency=agency, user=user, by=by),
    "move": lambda agency, other, user, by: move_member(
        source=agency, agency=other, role="editors", user=user, by=by
    ),
    "suspend": lambda agency, other, user, by: deactivate_user(user=user, by=by),
}


@pytest.fixture(params=ENDINGS)
def end(request, health, district, health_editor, ict_admin):
    return lambda: ENDINGS[request.param](health, district, health_editor, ict_admin)


@pytest.fixture
def heard():
    """The agencies whose membership has changed, in order."""
    agencies = []

    @receiver(membership_changed)
    def hear(agency, **kwargs):
        agencies.append(agency.code)

    yield agencies
    membership_changed.disconnect(hear)


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_a_member_has_one_role_in_a_unit(health, health_editor, ict_admin):
    add_member(agency=health, role="moderators", user=health_editor, by=ict_admin)
    assert set(health_editor.groups.all()) == {health.moderators}
    assert get_moderated_agency_ids(fresh(health_editor)) == {health.pk}


def test_one_can_work_for_two_units(health, district, health_editor, ict_admin):
    add_member(agency=district, role="moderators", user=health_editor, by=ict_admin)
    assert get_active_agency_ids(fresh(health_editor)) == {health.pk, district.pk}


def test_moving_takes_the_one_place_and_gives_the_other(health, district, health_editor, ict_admin):
    move_member(source=health, agency=district, role="moderators", user=health_editor, by=ict_admin)
    assert set(health_editor.groups.all()) == {district.moderators}


def test_what_has_changed_is_told_to_the_other_apps(
    health, district, health_editor, ict_admin, heard
):
    move_member(source=health, agency=district, role="editors", user=health_editor, by=ict_admin)
    deactivate_user(user=health_editor, by=ict_admin)
    reactivate_user(user=health_editor, by=ict_admin)
    add_member(agency=district, role="moderators", user=health_editor, by=ict_admin)
    remove_member(agency=district, user=health_editor, by=ict_admin)
    # A change of role is leaving one group and joining another.
    assert heard == ["so-y-te", *["huyen-ba-be"] * 6]


def test_what_changes_nothing_is_neither_told_nor_recorded(
    health, district, health_editor, ict_admin, heard
):
    AuditEntry.objects.all().delete()
    add_member(agency=health, role="editors", user=health_editor, by=ict_admin)
    remove_member(agency=district, user=health_editor, by=ict_admin)
    reactivate_user(user=health_editor, by=ict_admin)
    set_central_roles(user=health_editor, groups=set(), by=ict_admin)
    assert heard == []
    assert not AuditEntry.objects.exists()


def test_whoever_goes_gets_no_more_mail_about_the_units_pages(
    health, district, health_editor, health_moderator, end
):
    english = open_in_english(health)
    mine, theirs = publish_news(health, "Tiêm phòng"), publish_news(district, "Chợ phiên")
    for page in (mine, english, theirs):
        for user in (health_editor, health_moderator):
            subscribe_to_comments(page, user)
    end()
    left = PageSubscription.objects.filter(user=health_editor)
    assert {one.page_id for one in left} == {theirs.pk}
    assert PageSubscription.objects.filter(user=health_moderator).count() == 3


def test_whoever_goes_leaves_no_page_locked(health, district, health_editor, health_moderator, end):
    pages = {
        "mine": publish_news(health, "Tiêm phòng"),
        "a colleague's": publish_news(health, "Sốt rét"),
        "elsewhere": publish_news(district, "Chợ phiên"),
    }
    for name, page in pages.items():
        page.locked = True
        page.locked_by = health_moderator if name == "a colleague's" else health_editor
        page.save()
    end()
    for page in pages.values():
        page.refresh_from_db()
    assert {name: page.locked for name, page in pages.items()} == {
        "mine": False,
        "a colleague's": True,
        "elsewhere": True,
    }
    assert pages["mine"].locked_by is None


def test_an_approval_goes_on_without_whoever_asked_for_it(health, health_editor, end):
    page = publish_news(health, "Tiêm phòng")
    workflow = create_workflow(health.moderators)
    state = workflow.start(page, health_editor)
    end()
    state.refresh_from_db()
    assert (state.status, state.requested_by) == ("in_progress", None)


def test_what_was_written_stays_with_its_name(health, health_editor, end):
    page = publish_news(health, "Tiêm phòng", owner=health_editor)
    comment = create_comment(page, health_editor, "?")
    end()
    page.refresh_from_db()
    assert page.owner == health_editor
    assert Comment.objects.get() == comment


def test_invitations_of_whoever_goes_are_worthless(
    health, district, health_editor, health_moderator, end
):
    for agency, by in (
        (health, health_editor),
        (health, health_moderator),
        (district, health_editor),
    ):
        email = f"{agency.code}-{by.username}@backan.example"
        invite(agency=agency, role="editors", email=email, by=by)
    end()
    assert {one.email for one in Invitation.objects.acceptable()} == {
        "so-y-te-health-moderator@backan.example",
        "huyen-ba-be-health-editor@backan.example",
    }


def test_a_moderator_who_becomes_editor_has_no_open_invitations(
    health, health_moderator, ict_admin
):
    invite(agency=health, role="moderators", email="a@backan.example", by=health_moderator)
    add_member(agency=health, role="editors", user=health_moderator, by=ict_admin)
    assert not Invitation.objects.acceptable().exists()


def test_suspension_keeps_the_place_and_closes_the_account(health, health_editor, ict_admin):
    deactivate_user(user=health_editor, by=ict_admin)
    assert get_active_agency_ids(fresh(health_editor)) == frozenset()
    reactivate_user(user=health_editor, by=ict_admin)
    assert get_active_agency_ids(fresh(health_editor)) == {health.pk}
