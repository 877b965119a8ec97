import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import override_settings

from accounts.models import User
from config.settings import base

WORDS = {"username": "health-editor", "password": "mật-khẩu-dài"}


@pytest.fixture
def client(anonymous):
    return anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}")


def test_people_are_our_own_model():
    assert get_user_model() is User


def test_somebody_with_a_role_signs_in_with_name_and_password(client, health_editor):
    response = client.post("/admin/login/", WORDS)
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").wsgi_request.user == health_editor


@pytest.mark.parametrize(
    "wrong", [{"password": "mat-khau-dai"}, {"username": "nobody"}, {"password": ""}]
)
def test_wrong_words_open_nothing_and_do_not_say_which_was_wrong(client, health_editor, wrong):
    response = client.post("/admin/login/", WORDS | wrong)
    assert response.status_code == 200
    assert client.get("/admin/").status_code == 302
    assert "sessionid" not in client.cookies


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client, health_editor):
    errors = [
        client.post("/admin/login/", WORDS | wrong).context["form"].non_field_errors()
        for wrong in ({"username": "nobody"}, {"password": "mat-khau-dai"})
    ]
    assert errors[0] == errors[1]


def test_somebody_who_is_no_longer_active_cannot_sign_in(client, health_editor):
    User.objects.filter(pk=health_editor.pk).update(is_active=False)
    assert client.post("/admin/login/", WORDS).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_after_signing_in_nobody_is_led_to_another_host(client, health_editor):
    response = client.post("/admin/login/", WORDS | {"next": "https://evil.example/"})
    assert response["Location"] == "/admin/"


def test_signing_out_ends_the_session(client, health_editor):
    client.post("/admin/login/", WORDS)
    client.post("/admin/logout/")
    assert client.get("/admin/").status_code == 302


def test_passwords_are_not_reset_by_mail(db, client):
    assert client.get("/admin/password_reset/").status_code == 404
    assert "password_reset" not in client.get("/admin/login/").content.decode()


def test_passwords_are_kept_as_argon2():
    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        assert identify_hasher(make_password("mật-khẩu-dài")).algorithm == "argon2"


@pytest.mark.parametrize("path", ["/register/", "/accounts/signup/", "/admin/login/"])
def test_citizens_have_no_accounts(health, visit, path):
    assert visit(health, path).status_code == 404
