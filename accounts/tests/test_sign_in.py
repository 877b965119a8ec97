import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher, make_password
from django.test import override_settings
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.clients import PASSWORD, SECURITY, SIGN_IN, is_signed_in, submit_password
from accounts.tests.factories import create_user
from config.settings import base
from tests.html import parse_html

WRONG = {
    "unknown name": {"login": "nobody"},
    "unknown address": {"login": "nobody@backan.example"},
    "wrong password": {"password": "mat-khau-dai"},
    "somebody inactive": {"login": "former"},
    "inactive and wrong": {"login": "former", "password": "mat-khau-dai"},
}
WORDS = {"login": "health-editor", "password": PASSWORD}


@pytest.fixture
def former(db):
    return create_user("former", is_active=False)


def without_what_was_typed(response, words):
    html = response.content.decode().replace(f'value="{words["login"]}"', "")
    # The token against forged requests and the nonce of scripts are others on each page.
    return [line for line in html.splitlines() if not re.search("csrfmiddlewaretoken|nonce=", line)]


def test_people_are_our_own_model():
    assert get_user_model() is User


@pytest.mark.parametrize(
    "name", ["health-editor", "health-editor@backan.example", "HEALTH-EDITOR@Backan.Example"]
)
def test_somebody_with_a_role_signs_in_with_name_or_address(client, health_editor, name):
    assert submit_password(client, name)["Location"] == "/admin/"
    assert client.get("/admin/").wsgi_request.user == health_editor


def test_an_address_is_known_however_it_was_typed_when_the_account_was_made(client, health):
    create_user("lan", health.editors, email="Lan@BacKan.example")
    submit_password(client, "lan@backan.example")
    assert is_signed_in(client)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_words_open_nothing(client, health_editor, former, wrong):
    response = client.post(SIGN_IN, WORDS | wrong)
    assert response.status_code == 200
    assert "sessionid" not in client.cookies
    assert not is_signed_in(client)


def test_nobody_can_tell_from_the_answer_what_was_wrong(device, health_editor, former):
    answers = {
        tuple(without_what_was_typed(device().post(SIGN_IN, WORDS | wrong), WORDS | wrong))
        for wrong in WRONG.values()
    }
    assert len(answers) == 1
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in "".join(answers.pop())


@pytest.mark.parametrize("login", ["health-editor", "health-editor@backan.example", "nobody"])
def test_a_password_is_computed_once_whoever_is_named(client, health_editor, monkeypatch, login):
    computed = []
    encode = MD5PasswordHasher.encode

    def counted(hasher, password, salt):
        computed.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    submit_password(client, login, "mat-khau-dai")
    assert len(computed) == 1


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "\\\\evil.example", "javascript:alert(1)"],
)
def test_after_signing_in_nobody_is_led_to_another_host(client, health_editor, target):
    assert submit_password(client, "health-editor", next=target)["Location"] == "/admin/"
    # And neither is somebody who has signed in already.
    assert client.get(SIGN_IN, {"next": target})["Location"] == "/admin/"


def test_the_fields_of_signing_in_help_to_type_and_have_no_words_that_vanish(client):
    form = parse_html(client.get(SIGN_IN)).select_one("form")
    name, password = (form.find(attrs={"name": field}) for field in ("login", "password"))
    assert (name["autocomplete"], password["autocomplete"]) == ("username", "current-password")
    assert (name["autocapitalize"], name["spellcheck"]) == ("none", "false")
    assert [field["name"] for field in form.select("[autofocus]")] == ["login"]
    assert not form.select("[placeholder]")


def test_after_signing_in_one_is_where_one_wanted_to_be(client, health_editor):
    page = client.get("/admin/pages/", follow=True)
    assert page.request["PATH_INFO"] == SIGN_IN
    assert '<input type="hidden" name="next" value="/admin/pages/">' in page.content.decode()
    response = submit_password(client, "health-editor", next="/admin/pages/")
    assert response["Location"] == "/admin/pages/"


def test_wagtails_own_sign_in_leads_to_ours_and_takes_no_password(client, health_editor):
    response = client.get("/admin/login/?next=/admin/pages/")
    assert response["Location"] == f"{SIGN_IN}?next=/admin/pages/"
    client.post("/admin/login/", {"username": "health-editor", "password": PASSWORD})
    assert not is_signed_in(client)


def test_somebody_without_a_role_is_told_so_and_led_in_no_circle(client, outsider):
    submit_password(client, "outsider")
    page = client.get("/admin/", follow=True)
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == SECURITY
    assert len(page.redirect_chain) == 2


@pytest.mark.parametrize("path", ["/admin/logout/", "/tai-khoan/dang-xuat/"])
def test_signing_out_ends_the_session(client, health_editor, path):
    submit_password(client, "health-editor")
    assert client.post(path)["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_a_link_alone_signs_nobody_out(client, health_editor):
    submit_password(client, "health-editor")
    assert client.get("/tai-khoan/dang-xuat/").status_code == 200
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["dang-ky/", "signup/", "login/", "email/", "confirm-email/", "inactive/", "3rdparty/"]
)
def test_what_the_library_offers_besides_is_not_there(client, health_editor, path):
    assert client.get(SECURITY + path).status_code == 404
    submit_password(client, "health-editor")
    assert client.get(SECURITY + path).status_code == 404


@pytest.mark.parametrize("path", ["/register/", "/accounts/signup/", SIGN_IN, "/_util/login/"])
def test_citizens_have_no_accounts(health, visit, path):
    assert visit(health, path).status_code == 404


def test_the_fields_can_be_filled_by_a_password_manager(client):
    html = client.get(SIGN_IN).content.decode()
    for attributes in ('autocomplete="username"', 'autocomplete="current-password"'):
        assert attributes in html
    assert "onpaste" not in html


def test_the_demo_says_that_it_asks_for_no_second_factor(client, settings):
    sentence = "Đây là bản chạy thử"
    assert sentence in client.get(SIGN_IN).content.decode()
    settings.REQUIRE_SECOND_FACTOR = True
    assert sentence not in client.get(SIGN_IN).content.decode()


def test_the_pages_speak_the_language_of_the_person(client, health_editor):
    submit_password(client, "health-editor")
    assert "<h1>Bảo mật</h1>" in client.get(SECURITY).content.decode()
    profile = UserProfile.get_for_user(health_editor)
    profile.preferred_language = "en"
    profile.save()
    page = client.get(SECURITY).content.decode()
    assert "<h1>Security</h1>" in page
    assert '<html lang="en">' in page


def test_wagtails_account_page_leads_to_security_and_changes_no_password(client, health_editor):
    submit_password(client, "health-editor")
    html = client.get("/admin/account/").content.decode()
    assert f'href="{SECURITY}"' in html
    assert 'type="password"' not in html
    assert 'type="email"' not in html
    assert client.get("/admin/password_reset/").status_code == 404


def test_passwords_are_kept_as_argon2():
    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"


@pytest.mark.parametrize("path", [SIGN_IN, "/tai-khoan/quen-mat-khau/"])
def test_the_pages_run_no_script_but_their_files(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    html = response.content.decode()
    assert "onclick" not in html
    assert "style=" not in html
    inline = [part for part in html.split("<script")[1:] if "src=" not in part.split(">")[0]]
    assert all('type="application/json"' in part.split(">")[0] for part in inline)
