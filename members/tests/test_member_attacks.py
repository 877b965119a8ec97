"""What a moderator of one unit must not reach: everybody and everything else."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import Invitation, User
from accounts.tests.factories import create_user
from bulletins.roles import AUTHORS
from members.services.invitations import invite, invite_centrally

pytestmark = pytest.mark.django_db

ACTIONS = {
    "role": {"role": "moderators"},
    "remove": {},
    "suspend": {},
    "restore": {},
}


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def member_url(agency, member, action):
    return f"/admin/people/units/{agency.pk}/members/{member.pk}/{action}/"


def state():
    """Everything about people that an attack could change."""
    members = User.groups.through.objects.values_list("user", "group")
    users = User.objects.values_list("pk", "is_active", "is_superuser", "password")
    offers = Invitation.objects.values_list("pk", "digest", "revoked_at", "accepted_at")
    return set(members), set(users), set(offers)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    "victim", ["district_editor", "district_moderator", "outsider", "ict_admin"]
)
def test_somebody_elses_member_does_not_exist(request, moderator, health, district, action, victim):
    victim = request.getfixturevalue(victim)
    before = state()
    for agency in (health, district):
        url = member_url(agency, victim, action)
        assert moderator.get(url).status_code == 404
        assert moderator.post(url, ACTIONS[action]).status_code == 404
    assert state() == before


@pytest.mark.parametrize("action", ACTIONS)
def test_an_administrator_who_is_a_member_is_out_of_reach(moderator, health, ict_admin, action):
    ict_admin.groups.add(health.editors)
    before = state()
    assert moderator.post(member_url(health, ict_admin, action), ACTIONS[action]).status_code == 404
    assert state() == before


@pytest.fixture(params=["in two units", "with a central role", "with a permission of their own"])
def shared_member(request, health, district):
    user = create_user("shared", health.editors)
    if request.param == "in two units":
        user.groups.add(district.editors)
    elif request.param == "with a central role":
        user.groups.add(Group.objects.get(name=AUTHORS))
    else:
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.mark.parametrize("action", ["suspend", "restore"])
def test_the_account_of_somebody_with_another_place_is_not_theirs_to_close(
    moderator, health, shared_member, action
):
    url = member_url(health, shared_member, action)
    assert moderator.post(url).status_code == 404
    assert User.objects.get(pk=shared_member.pk).is_active
    assert url not in moderator.get(f"/admin/people/units/{health.pk}/").content.decode()


def test_removing_somebody_from_ones_own_unit_leaves_them_their_other_one(
    moderator, health, district
):
    user = create_user("shared", health.editors, district.moderators)
    moderator.post(member_url(health, user, "remove"))
    assert set(user.groups.all()) == {district.moderators}


@pytest.mark.parametrize(
    "role", ["ICT publishers", "superuser", "is_superuser", "huyen-ba-be moderators", "1"]
)
def test_no_posted_role_or_group_raises_anybody(moderator, health, district, health_editor, role):
    before = state()
    words = {
        "role": role,
        "group": district.moderators_id,
        "groups": district.moderators_id,
        "agency": district.pk,
        "is_superuser": "on",
    }
    moderator.post(member_url(health, health_editor, "role"), words)
    assert state() == before


def test_a_posted_unit_does_not_change_where_one_is_invited_to(moderator, health, district):
    words = {
        "email": "an@backan.example",
        "role": "editors",
        "agency": district.pk,
        "group": district.moderators_id,
    }
    moderator.post(f"/admin/people/units/{health.pk}/invite/", words)
    assert {one.group for one in Invitation.objects.all()} <= {health.editors}


def test_nobody_is_invited_into_another_unit(moderator, district):
    url = f"/admin/people/units/{district.pk}/invite/"
    assert moderator.get(url).status_code == 404
    words = {"email": "an@backan.example", "role": "editors"}
    assert moderator.post(url, words).status_code == 404
    assert not Invitation.objects.exists()


@pytest.fixture(params=["another unit's", "the ICT department's"])
def foreign_invitation(request, district, district_moderator, ict_admin):
    email = "an@backan.example"
    if request.param == "another unit's":
        return invite(agency=district, role="editors", email=email, by=district_moderator)
    group = Group.objects.get(name=AUTHORS)
    return invite_centrally(group=group, email=email, by=ict_admin)


@pytest.mark.parametrize("action", ["resend", "revoke"])
def test_foreign_invitations_do_not_exist(moderator, health, foreign_invitation, action):
    before = state()
    url = f"/admin/people/invitations/{foreign_invitation.pk}/{action}/"
    assert moderator.get(url).status_code == 404
    assert moderator.post(url).status_code == 404
    assert state() == before
    page = moderator.get(f"/admin/people/units/{health.pk}/").content.decode()
    assert foreign_invitation.email not in page


@pytest.mark.parametrize(
    "path",
    [
        "results/",
        "invite/",
        "person/{person}/",
        "person/{person}/place/",
        "person/{person}/central/",
        "person/{person}/suspend/",
        "person/{person}/restore/",
        "units/{unit}/",
    ],
)
@pytest.mark.parametrize("person", ["health_moderator", "health_editor", "ict_author", "auditor"])
def test_the_departments_screens_are_for_administrators(
    request, sign_in, health_editor, district, ict_publisher, path, person
):
    client = sign_in(request.getfixturevalue(person))
    before = state()
    url = "/admin/people/" + path.format(person=health_editor.pk, unit=district.pk)
    words = {"roles": [AUTHORS], "agency": district.pk, "role": "moderators", "email": "a@b.vn"}
    assert client.get(url).status_code == 404
    assert client.post(url, words).status_code == 404
    assert state() == before


@pytest.mark.parametrize("person", ["health_editor", "ict_author", "auditor", "translator"])
def test_who_looks_after_nobody_has_no_screen_of_members(
    request, sign_in, health, health_moderator, person
):
    client = sign_in(request.getfixturevalue(person))
    for path in ("", f"units/{health.pk}/", f"units/{health.pk}/invite/"):
        assert client.get(f"/admin/people/{path}").status_code == 404
    url = member_url(health, health_moderator, "remove")
    assert client.post(url).status_code == 404
    assert health_moderator.groups.exists()


def test_a_moderator_cannot_come_back_by_an_invitation_sent_before(
    sign_in, health, health_moderator, ict_admin, outsider
):
    invite(agency=health, role="moderators", email=outsider.email, by=health_moderator)
    ict = sign_in(ict_admin)
    ict.post(member_url(health, health_moderator, "remove"))
    assert not Invitation.objects.acceptable().exists()


@pytest.mark.parametrize("path", ["users/", "users/new/", "users/edit/{pk}/", "groups/"])
@pytest.mark.parametrize("person", ["health_moderator", "ict_author", "auditor"])
def test_wagtails_own_screens_of_people_are_closed(request, sign_in, health_editor, path, person):
    # Also where somebody has ticked the permission.
    user = request.getfixturevalue(person)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["add_user", "change_user", "change_group"])
    )
    client = sign_in(user)
    url = "/admin/" + path.format(pk=health_editor.pk)
    assert client.get(url).status_code == 404
    assert client.post(url, {"password1": "x", "password2": "x"}).status_code == 404


def test_nobody_sets_anothers_password_not_even_ict(sign_in, ict_admin, health_editor):
    client = sign_in(ict_admin)
    url = f"/admin/users/edit/{health_editor.pk}/"
    assert "password" not in client.get(url).context["form"].fields
    words = {
        "username": "health-editor",
        "email": health_editor.email,
        "first_name": "Nguyễn Văn An",
        "password1": "mot-mat-khau-khac",
        "password2": "mot-mat-khau-khac",
    }
    assert client.post(url, words).status_code == 302
    health_editor.refresh_from_db()
    assert health_editor.first_name == "Nguyễn Văn An"
    assert health_editor.check_password("mật-khẩu-dài")
    assert health_editor.groups.exists()


def test_accounts_are_made_by_invitation_only(sign_in, ict_admin):
    client = sign_in(ict_admin)
    assert client.get("/admin/users/new/").status_code == 404
    assert "/admin/users/new/" not in client.get("/admin/users/").content.decode()
