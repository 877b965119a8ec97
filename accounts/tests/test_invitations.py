"""From the mail to the account: the page behind the link of an invitation."""

import re
from datetime import timedelta
from unicodedata import normalize

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.services.invitations import (
    InvitationClosedError,
    accept,
    create_account,
    resend,
    revoke,
)
from accounts.tests.clients import record_sign_in
from accounts.tests.factories import create_user
from members.services.invitations import invite, prepare

HOST = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
PAGE = "/tai-khoan/loi-moi/"
EMAIL = "an.nguyen@backan.example"
WORDS = {"name": "Nguyễn Văn An", "password": "con-trau-ben-bo-suoi"}


@pytest.fixture
def client(anonymous):
    return anonymous(HOST)


@pytest.fixture
def send(health, health_moderator):
    """Invite, and return the invitation with the path of the link that was mailed."""

    def sent(email=EMAIL, role="editors", name=""):
        mail.outbox.clear()
        invitation = invite(agency=health, role=role, email=email, by=health_moderator, name=name)
        return invitation, path_in(mail.outbox[0])

    return sent


def path_in(message):
    address = re.search(r"https?://\S+", message.body)[0]
    assert address.startswith(settings.WAGTAILADMIN_BASE_URL + PAGE)
    return address.removeprefix(settings.WAGTAILADMIN_BASE_URL)


def test_the_mail_names_unit_role_and_who_invites_in_plain_vietnamese(send, health_moderator):
    send()
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert message.subject == "Lời mời: Biên tập viên, Sở Y tế"
    assert "Biên tập viên, Sở Y tế" in message.body
    assert health_moderator.username in message.body
    assert message.alternatives == []
    assert "&" not in message.body


def test_the_link_has_the_configured_host_whatever_the_request_came_with(
    sign_in, health, health_moderator
):
    sign_in(health_moderator).post(
        f"/admin/people/units/{health.pk}/invite/",
        {"email": EMAIL, "role": "editors"},
        headers={"x-forwarded-host": "evil.example"},
    )
    assert "evil.example" not in mail.outbox[0].body
    path_in(mail.outbox[0])


def test_the_token_itself_is_not_kept(send):
    invitation, path = send()
    token = path.removeprefix(PAGE).strip("/")
    assert token not in str(Invitation.objects.values().get())
    assert len(token) >= 43


def test_a_new_person_opens_an_account_and_is_in_the_admin_at_once(client, send, health):
    _invitation, path = send()
    assert client.get(path)["Location"] == PAGE
    response = client.post(PAGE, WORDS)
    assert response["Location"] == "/admin/"
    user = User.objects.get(email=EMAIL)
    assert client.get("/admin/").wsgi_request.user == user
    assert (user.get_full_name(), set(user.groups.all())) == ("Nguyễn Văn An", {health.editors})
    assert user.check_password(WORDS["password"])
    # A record of its own would go on receiving links after the person's address has changed.
    assert not EmailAddress.objects.filter(user=user).exists()


def test_looking_does_not_use_the_link_up(client, anonymous, send):
    _invitation, path = send()
    for _ in range(3):
        scanner = anonymous(HOST)
        scanner.get(path, follow=True)
        scanner.head(path)
    client.get(path)
    assert client.post(PAGE, WORDS).status_code == 302


def test_a_link_works_once(client, anonymous, send):
    _invitation, path = send()
    client.get(path)
    client.post(PAGE, WORDS)
    other = anonymous(HOST)
    assert other.get(path).status_code == 410
    assert other.post(PAGE, WORDS | {"name": "Kẻ khác"}).status_code == 404
    assert User.objects.filter(email=EMAIL).count() == 1


def test_a_page_left_open_cannot_be_sent_after_the_link_was_used(client, anonymous, send):
    _invitation, path = send()
    late = anonymous(HOST)
    late.get(path)
    client.get(path)
    client.post(PAGE, WORDS)
    assert late.post(PAGE, WORDS).status_code == 410


def test_accepting_twice_at_a_time_works_once(send, outsider, district_editor):
    invitation, _path = send()
    accept(invitation=invitation, user=outsider)
    with pytest.raises(InvitationClosedError):
        accept(invitation=invitation, user=district_editor)
    assert not district_editor.groups.filter(pk=invitation.group_id).exists()


def expire(invitation):
    past = timezone.now() - timedelta(seconds=1)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)


@pytest.mark.parametrize("end", [expire, lambda invitation: revoke(invitation=invitation)])
def test_a_link_that_is_over_says_so_and_tells_nothing(client, send, end):
    invitation, path = send()
    client.get(path)
    end(invitation)
    for response in (client.get(path), client.post(PAGE, WORDS)):
        assert response.status_code == 410
        text = response.content.decode()
        assert "không còn dùng được" in text
        assert EMAIL not in text and "Sở Y tế" not in text
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_invitation_that_expires_while_its_page_is_open_is_not_accepted(send, outsider):
    invitation, _path = send()
    expire(invitation)
    with pytest.raises(InvitationClosedError):
        accept(invitation=invitation, user=outsider)
    assert not outsider.groups.exists()


def test_an_invitation_lasts_seven_days(send):
    invitation, _path = send()
    assert invitation.expires_at - invitation.created_at == pytest.approx(
        timedelta(days=7), abs=timedelta(seconds=5)
    )


@pytest.mark.parametrize("token", ["x", "a" * 43, "<script>", "%00", "..%2f..", "é"])
def test_garbage_is_an_ordinary_not_found(db, client, token):
    response = client.get(f"{PAGE}{token}/")
    assert response.status_code == 404
    assert "Traceback" not in response.content.decode()


def test_without_a_link_there_is_no_page(db, client):
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, WORDS).status_code == 404


def test_who_has_just_opened_an_account_is_not_asked_for_the_password_again(client, send):
    _invitation, path = send()
    client.get(path)
    client.post(PAGE, WORDS)
    assert client.get("/tai-khoan/ung-dung/").status_code == 200


def test_the_token_is_sent_to_no_other_page_and_nothing_is_stored(client, send):
    _invitation, path = send()
    link, page = client.get(path), client.get(PAGE)
    assert link["Referrer-Policy"] == "no-referrer"
    # Browsers send the form of a page with that policy from the origin "null", which is refused.
    assert page["Referrer-Policy"] != "no-referrer"
    assert "no-store" in link["Cache-Control"]
    assert "no-store" in page["Cache-Control"]
    assert path.removeprefix(PAGE).strip("/") not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "12345678901"}, "password"),
        ({"password": "ngắn"}, "password"),
        ({"password": EMAIL}, "password"),
        ({"password": ""}, "password"),
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
    ],
)
def test_bad_words_are_explained_and_the_link_still_works(client, send, change, field):
    _invitation, path = send()
    client.get(path)
    response = client.post(PAGE, WORDS | change)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.post(PAGE, WORDS).status_code == 302


def test_somebody_with_an_account_accepts_by_signing_in(client, send, health, district_editor):
    _invitation, path = send(district_editor.email, "moderators")
    client.get(path)
    page = client.get(PAGE).content.decode()
    assert f"next={PAGE}" in page and 'name="password"' not in page
    client.force_login(district_editor)
    record_sign_in(client, district_editor)
    assert client.post(PAGE)["Location"] == "/admin/"
    assert health.moderators in district_editor.groups.all()


def test_somebody_with_an_account_accepts_with_a_recent_proof(client, send, health, outsider):
    _invitation, path = send(outsider.email, "moderators")
    client.force_login(outsider)
    record_sign_in(client, outsider, timedelta(minutes=16))
    client.get(path)
    answer = client.post(PAGE)
    assert answer["Location"] == "/tai-khoan/xac-nhan/?next=%2Ftai-khoan%2Floi-moi%2F"
    assert not outsider.groups.exists()
    assert Invitation.objects.acceptable().exists()
    client.post("/tai-khoan/xac-nhan/", {"password": "mật-khẩu-dài", "next": PAGE})
    assert client.post(PAGE)["Location"] == "/admin/"
    assert health.moderators in outsider.groups.all()


def test_a_link_that_was_sent_again_is_dead_in_a_page_that_is_open_too(client, send):
    invitation, path = send()
    client.get(path)
    opened = Invitation.objects.get(pk=invitation.pk)
    resend(invitation=invitation)
    assert client.post(PAGE, WORDS).status_code == 410
    with pytest.raises(InvitationClosedError):
        create_account(invitation=opened, **WORDS)
    assert not User.objects.filter(email=EMAIL).exists()
    client.get(path_in(mail.outbox[-1]))
    assert client.post(PAGE, WORDS).status_code == 302


@pytest.mark.parametrize("name", [EMAIL, EMAIL.upper(), "An.Nguyen@BacKan.example"])
def test_a_user_name_that_is_the_address_however_it_is_written_is_an_account(client, send, name):
    _invitation, path = send()
    client.get(path)
    create_user(name, email="other@backan.example")
    assert client.post(PAGE, WORDS).status_code == 200
    assert User.objects.filter(username__iexact=EMAIL).count() == 1
    assert Invitation.objects.acceptable().exists()


def test_an_address_is_the_same_however_its_letters_are_put_together(client, send):
    composed, apart = "an@bắc-kạn.example", normalize("NFD", "an@bắc-kạn.example")
    assert composed != apart
    create_user(composed, email=composed)
    _invitation, path = send(apart)
    client.get(path)
    assert 'name="password"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, WORDS).status_code == 200
    assert User.objects.filter(username=composed).count() == 1


def test_who_has_an_account_cannot_be_given_another_password(client, send, district_editor):
    _invitation, path = send(district_editor.email)
    client.get(path)
    assert client.post(PAGE, WORDS).status_code == 200
    district_editor.refresh_from_db()
    assert district_editor.check_password("mật-khẩu-dài")
    assert Invitation.objects.acceptable().exists()


def test_somebody_else_who_is_signed_in_cannot_accept(client, send, outsider):
    _invitation, path = send()
    client.force_login(outsider)
    client.get(path)
    assert client.post(PAGE, WORDS).status_code == 200
    assert not outsider.groups.exists()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_suspended_person_does_not_come_back_by_an_invitation(client, send, district_editor):
    User.objects.filter(pk=district_editor.pk).update(is_active=False)
    _invitation, path = send(district_editor.email)
    client.get(path)
    client.post(PAGE, WORDS)
    assert client.get("/admin/").status_code == 302
    assert Invitation.objects.acceptable().exists()


def test_websites_have_no_such_page(health, visit, send):
    _invitation, path = send()
    assert visit(health, path).status_code == 404
    assert visit(health, PAGE).status_code == 404


def test_whose_name_is_known_is_greeted_by_it_and_may_change_it(client, send):
    _invitation, path = send(name="Hoàng Thị Mây")
    assert "Kính gửi Hoàng Thị Mây," in mail.outbox[0].body
    client.get(path)
    page = client.get(PAGE)
    assert 'value="Hoàng Thị Mây"' in page.content.decode()
    client.post(PAGE, WORDS)
    assert User.objects.get(email=EMAIL).first_name == WORDS["name"]


def test_without_a_name_nobody_is_greeted_by_one(client, send):
    _invitation, path = send()
    assert "Kính gửi anh/chị," in mail.outbox[0].body
    client.get(path)
    assert 'name="name" value' not in client.get(PAGE).content.decode()


def test_a_prepared_invitation_waits_until_somebody_sends_it(client, health, health_moderator):
    before = timezone.now()
    words = {"role": "editors", "name": "An"}
    prepared = prepare(agency=health, email=EMAIL.upper(), by=health_moderator, **words)
    assert mail.outbox == []
    stored = Invitation.objects.get(pk=prepared.pk)
    assert (stored.email, stored.name, stored.role) == (EMAIL, "An", prepared.role)
    assert (stored.group, stored.invited_by) == (prepared.group, health_moderator)
    assert stored.group.pk == health.editors.pk and stored.role
    assert before <= stored.created_at == stored.expires_at <= timezone.now()
    resend(invitation=stored)
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert health.name_vi in client.get(path_in(message), follow=True).text
    stored.refresh_from_db()
    assert stored.expires_at > timezone.now()


def test_two_prepared_invitations_have_different_digests(health, health_moderator):
    digests = {
        prepare(agency=health, role="editors", email=email, by=health_moderator).digest
        for email in (EMAIL, f"b-{EMAIL}")
    }
    assert len(digests) == 2
