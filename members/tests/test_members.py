"""What moderators do about the members of their unit."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail

from accounts.models import Invitation, User
from accounts.tests.factories import create_second_factor, create_user
from members.services.invitations import invite
from members.tests.factories import member_url, unit_url
from sites.models import Status
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def second_moderator(health):
    return create_user("second-moderator", health.moderators)


def roles(agency):
    return {
        (user.username, role)
        for role in ("editors", "moderators")
        for user in getattr(agency, role).user_set.all()
    }


def test_the_screen_lists_exactly_the_members(
    moderator, health, health_editor, second_moderator, district_editor, ict_admin, outsider
):
    response = moderator.get(unit_url(health))
    names = {row["member"].username for row in response.context["rows"]}
    assert names == {"health-moderator", "health-editor", "second-moderator"}
    for stranger in (district_editor, ict_admin, outsider):
        assert stranger.username not in response.content.decode()


def test_the_screen_tells_who_has_a_second_factor(moderator, health, health_editor):
    create_second_factor(health_editor, "recovery_codes")
    assert "đã bật" not in moderator.get(unit_url(health)).content.decode()
    create_second_factor(health_editor)
    soup = read_html(moderator.get(unit_url(health)).content)
    row = soup.find("th", string=lambda text: text and "health-editor" in text) or soup.find(
        "span", string=health_editor.email
    )
    assert "đã bật" in row.find_parent("tr").get_text()


def test_the_number_of_queries_does_not_grow_with_the_members(
    moderator, health, health_editor, django_assert_max_num_queries
):
    moderator.get(unit_url(health))
    for number in range(20):
        create_user(f"editor-{number}", health.editors)
    with django_assert_max_num_queries(30):
        moderator.get(unit_url(health))


def test_members_in_the_menu_are_for_those_who_look_after_some(
    sign_in, health, health_moderator, health_editor, ict_admin, ict_author, outsider
):
    for user, shown in ((health_moderator, True), (ict_admin, True), (health_editor, False)):
        page = sign_in(user).get("/admin/").content.decode()
        assert ("/admin/people/" in page) == shown, user
    assert "/admin/people/" not in sign_in(ict_author).get("/admin/").content.decode()


def test_the_menu_leads_a_moderator_to_their_unit(moderator, health):
    assert moderator.get("/admin/people/")["Location"] == unit_url(health)


@pytest.mark.parametrize("role", ["editors", "moderators"])
def test_a_moderator_invites(moderator, health, role):
    words = {"email": "An.Moi@backan.example", "role": role}
    response = moderator.post(unit_url(health, "invite/"), words)
    assert response["Location"] == unit_url(health)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.group) == ("an.moi@backan.example", getattr(health, role))
    assert [message.to for message in mail.outbox] == [["an.moi@backan.example"]]
    assert "an.moi@backan.example" in moderator.get(unit_url(health)).content.decode()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"email": "kein e-mail"}, "email"),
        ({"email": f"{'x' * 150}@backan.example"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "health-editor@backan.example"}, "email"),
        ({"role": "superuser"}, "role"),
        ({"role": "ICT publishers"}, "role"),
        ({"role": ""}, "role"),
    ],
)
def test_a_bad_invitation_is_explained_and_nothing_is_sent(
    moderator, health, health_editor, words, field
):
    good = {"email": "an@backan.example", "role": "editors"}
    response = moderator.post(unit_url(health, "invite/"), good | words)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


def test_an_address_is_invited_once(moderator, health):
    words = {"email": "an@backan.example", "role": "editors"}
    moderator.post(unit_url(health, "invite/"), words)
    assert moderator.post(unit_url(health, "invite/"), words).status_code == 200
    assert Invitation.objects.count() == 1


def test_inviting_does_not_tell_whether_an_address_has_an_account(
    moderator, health, district_editor
):
    answers = set()
    for email in (district_editor.email, "nobody@backan.example"):
        response = moderator.post(unit_url(health, "invite/"), {"email": email, "role": "editors"})
        page = moderator.get(response["Location"]).content.decode()
        answers.add((response.status_code, page.count(email) > 0, "district-editor\n" in page))
    assert answers == {(302, True, False)}


def test_a_unit_that_has_ended_invites_nobody(moderator, health):
    health.status = Status.ARCHIVED
    health.save()
    words = {"email": "an@backan.example", "role": "editors"}
    page = moderator.post(unit_url(health, "invite/"), words)
    assert not Invitation.objects.exists()
    assert "đã kết thúc" in page.content.decode() or page.status_code in {403, 404}


@pytest.fixture
def invitation(health, health_moderator):
    return invite(agency=health, role="editors", email="an@backan.example", by=health_moderator)


def test_an_invitation_is_sent_again_with_a_new_link(moderator, invitation):
    mail.outbox.clear()
    moderator.post(f"/admin/people/invitations/{invitation.pk}/resend/")
    renewed = Invitation.objects.get()
    assert renewed.digest != invitation.digest
    assert renewed.expires_at > invitation.expires_at
    assert len(mail.outbox) == 1


def test_an_invitation_is_revoked(moderator, health, invitation):
    moderator.post(f"/admin/people/invitations/{invitation.pk}/revoke/")
    assert not Invitation.objects.acceptable().exists()
    assert (
        "an@backan.example"
        not in moderator.get(unit_url(health)).content.decode().partition("messages")[0]
    )


@pytest.mark.parametrize("action", ["role", "remove", "suspend", "restore"])
def test_nothing_is_done_by_following_a_link(moderator, health, health_editor, action):
    before = roles(health)
    assert moderator.get(member_url(health, health_editor, action)).status_code == 200
    assert roles(health) == before
    assert User.objects.get(pk=health_editor.pk).is_active


def test_a_moderator_changes_a_role_there_and_back(moderator, health, health_editor):
    moderator.post(member_url(health, health_editor, "role"), {"role": "moderators"})
    assert roles(health) == {("health-moderator", "moderators"), ("health-editor", "moderators")}
    moderator.post(member_url(health, health_editor, "role"), {"role": "editors"})
    assert roles(health) == {("health-moderator", "moderators"), ("health-editor", "editors")}


def test_a_moderator_removes_a_member(moderator, health, health_editor):
    moderator.post(member_url(health, health_editor, "remove"))
    assert roles(health) == {("health-moderator", "moderators")}
    assert User.objects.get(pk=health_editor.pk).is_active


def test_suspending_ends_sessions_at_once_and_restoring_does_not_bring_them_back(
    moderator, sign_in, anonymous, health, health_editor, settings
):
    editor = anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}")
    editor.force_login(health_editor)
    key = editor.session.session_key
    UserSession.objects.create(user=health_editor, ip="192.0.2.1", session_key=key, user_agent="x")
    assert editor.get("/admin/").status_code == 200
    moderator.post(member_url(health, health_editor, "suspend"))
    assert editor.get("/admin/").status_code == 302
    moderator.post(member_url(health, health_editor, "restore"))
    assert editor.get("/admin/").status_code == 302
    assert sign_in(User.objects.get(pk=health_editor.pk)).get("/admin/").status_code == 200
    assert ("health-editor", "editors") in roles(health)


@pytest.mark.parametrize(("action", "words"), [("remove", {}), ("role", {"role": "editors"})])
def test_the_last_moderator_stays_and_is_told_why(
    moderator, health, health_moderator, health_editor, action, words
):
    response = moderator.post(member_url(health, health_moderator, action), words)
    assert response.status_code == 200
    assert "không còn người duyệt nào khác" in response.content.decode()
    assert ("health-moderator", "moderators") in roles(health)


def test_a_suspended_moderator_does_not_count(
    moderator, health, health_moderator, second_moderator
):
    User.objects.filter(pk=second_moderator.pk).update(is_active=False)
    moderator.post(member_url(health, health_moderator, "remove"))
    assert ("health-moderator", "moderators") in roles(health)


def test_a_moderator_may_go_where_another_one_stays(
    moderator, health, health_moderator, second_moderator
):
    response = moderator.post(member_url(health, health_moderator, "remove"))
    assert response["Location"] == "/admin/"
    assert roles(health) == {("second-moderator", "moderators")}


def test_nobody_suspends_themselves(moderator, health, health_moderator, second_moderator):
    assert moderator.post(member_url(health, health_moderator, "suspend")).status_code == 404
    assert User.objects.get(pk=health_moderator.pk).is_active
