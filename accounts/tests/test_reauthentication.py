"""Acts that give rights, publish an emergency or end a unit ask for a proof of 15 minutes."""

from datetime import timedelta

import pytest
from django.utils.http import urlencode

from accounts.models import Invitation, User
from accounts.tests.clients import CODES, PASSWORD, set_up_app, submit_code

LONG_AGO = timedelta(minutes=16)
CONFIRM = "/tai-khoan/xac-nhan/"
EMAIL = "an.nguyen@backan.example"


@pytest.fixture
def invite_path(health):
    return f"/admin/people/units/{health.pk}/invite/"


@pytest.fixture
def tired(sign_in, health_moderator):
    """A moderator's browser in which the last proof is old."""
    return sign_in(health_moderator, ago=LONG_AGO)


def invitation(role="editors"):
    return {"email": EMAIL, "role": role}


def test_the_screen_of_an_act_that_gives_rights_is_opened_with_a_recent_proof(tired, invite_path):
    answer = tired.get(invite_path)
    assert answer["Location"] == f"{CONFIRM}?{urlencode({'next': invite_path})}"
    page = tired.get(answer["Location"]).content.decode()
    assert "Mời" in page and "15 phút" in page
    answer = tired.post(CONFIRM, {"password": PASSWORD, "next": invite_path})
    assert answer["Location"] == invite_path
    assert tired.get(invite_path).status_code == 200


def test_a_recent_proof_is_not_asked_for_again(sign_in, health_moderator, invite_path):
    client = sign_in(health_moderator, ago=timedelta(minutes=14))
    assert client.get(invite_path).status_code == 200
    client.post(invite_path, invitation())
    assert Invitation.objects.filter(email=EMAIL).exists()


def test_what_is_sent_without_a_recent_proof_is_not_done_and_comes_back_with_what_was_typed(
    tired, invite_path
):
    answer = tired.post(invite_path, invitation())
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f'name="email" value="{EMAIL}"' in page
    assert 'name="role" value="editors"' in page
    assert f'action="{invite_path}"' in page
    assert "Mời" in page
    assert not Invitation.objects.exists()


def test_what_came_back_is_done_once_it_is_sent_again_after_the_proof(tired, invite_path):
    tired.post(invite_path, invitation())
    tired.post(CONFIRM, {"password": PASSWORD, "next": "/admin/phien/tro-lai/"})
    assert not Invitation.objects.exists()
    tired.post(invite_path, invitation())
    assert Invitation.objects.get().email == EMAIL


def test_a_proof_for_something_else_does_not_do_what_was_forged_before(tired, invite_path):
    tired.post(invite_path, invitation("moderators"))
    tired.post(CONFIRM, {"password": PASSWORD, "next": invite_path})
    assert not Invitation.objects.exists()


def test_a_wrong_password_proves_nothing(tired, invite_path):
    tired.post(CONFIRM, {"password": "sai-mật-khẩu", "next": invite_path})
    tired.post(invite_path, invitation())
    assert not Invitation.objects.exists()


def test_a_password_proves_nothing_of_somebody_with_a_second_factor(
    sign_in, health_moderator, invite_path, settings
):
    client = sign_in(health_moderator)
    set_up_app(client)
    codes = client.get(CODES)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    led = client.get(invite_path)["Location"]
    assert led.startswith(f"{CONFIRM}ma/")
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": invite_path})
    assert answer["Location"].startswith(f"{CONFIRM}ma/")
    client.post(invite_path, invitation())
    assert not Invitation.objects.exists()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    code = codes.context["unused_codes"][0]
    assert submit_code(client, code, f"{CONFIRM}ma/", next=invite_path)["Location"] == invite_path
    client.post(invite_path, invitation())
    assert Invitation.objects.exists()


def test_a_request_in_the_background_is_refused_in_words(tired, invite_path):
    answer = tired.post(invite_path, invitation(), headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert "Hãy xác nhận" in answer.json()["detail"]
    assert not Invitation.objects.exists()


def test_markup_in_what_was_typed_stays_text(tired, invite_path):
    page = tired.post(invite_path, {"email": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_rights_are_not_given_by_an_address_that_nobody_has_declared(
    tired, invite_path, sign_in, ict_admin, outsider, monkeypatch
):
    monkeypatch.setattr("accounts.middleware.PROTECTED_ACTIONS", {})
    client = sign_in(ict_admin, ago=LONG_AGO)
    path = f"/admin/users/edit/{outsider.pk}/"
    words = {"username": outsider.username, "first_name": "O", "email": outsider.email}
    answer = client.post(path, words | {"is_superuser": "on"})
    assert answer.status_code == 403
    assert "Trao hoặc rút quyền của một người" in answer.content.decode()
    assert not User.objects.get(pk=outsider.pk).is_superuser


def test_nobody_hears_of_acts_that_are_not_theirs(sign_in, district_editor, invite_path):
    client = sign_in(district_editor, ago=LONG_AGO)
    assert client.get(invite_path).status_code == 404
    assert client.post(invite_path, invitation()).status_code == 404
