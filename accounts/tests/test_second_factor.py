import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.tests.people import (
    APP,
    CODES,
    SECOND_STEP,
    SECURITY,
    SIGN_IN,
    code_of,
    codes_on,
    give_code,
    give_password,
    is_in,
    set_up_app,
)

REMOVE_APP = f"{APP}go/"
CONFIRM_CODE = "/tai-khoan/xac-nhan/ma/"
THOSE_WHO_NEED_IT = ["ict_admin", "ict_author", "health_moderator"]


@pytest.fixture
def moderator(client, health_moderator):
    """Signed in with a password, no second factor yet."""
    give_password(client, health_moderator.username)
    return health_moderator


def is_led_to(response, path):
    return response.status_code == 302 and response["Location"].partition("?")[0] == path


@pytest.mark.parametrize("person", THOSE_WHO_NEED_IT)
def test_some_people_reach_nothing_of_the_admin_without_a_second_factor(
    request, client, required, person
):
    give_password(client, request.getfixturevalue(person).username)
    for path in ("/admin/", "/admin/pages/", "/admin/no-such-page/", "/documents/1/x.pdf"):
        assert is_led_to(client.get(path), SECURITY)
        assert is_led_to(client.post(path), SECURITY)
    assert "Công việc của bạn cần xác thực hai bước" in client.get(SECURITY).content.decode()


@pytest.mark.parametrize("person", THOSE_WHO_NEED_IT)
def test_they_reach_it_once_they_have_set_one_up(request, client, required, person):
    give_password(client, request.getfixturevalue(person).username)
    set_up_app(client)
    assert is_in(client)


@pytest.mark.parametrize("person", ["health_editor", "district_editor"])
def test_a_units_editors_may_do_without(request, client, required, person):
    give_password(client, request.getfixturevalue(person).username)
    assert is_in(client)


def test_a_readers_file_does_not_depend_on_cookies(health, visit):
    assert not visit(health, "/documents/1/x.pdf").has_header("Vary")


def test_where_nobody_needs_one_nobody_is_asked(client, moderator):
    assert is_in(client)


def test_a_page_that_asks_in_the_background_is_refused_instead_of_led_away(
    client, required, moderator
):
    answer = client.get("/admin/pages/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403


def test_signing_in_with_an_app_takes_two_steps(client, device, required, moderator):
    secret = set_up_app(client)
    other = device()
    assert give_password(other, moderator.username, next="/admin/pages/")["Location"] == SECOND_STEP
    assert not is_in(other)
    wrong = give_code(other, "000000")
    assert "Mã không đúng." in wrong.content.decode()
    assert not is_in(other)
    assert give_code(other, code_of(secret))["Location"] == "/admin/pages/"
    assert is_in(other)


def test_a_code_is_taken_once(client, device, moderator):
    secret = set_up_app(client)
    first, second = device(), device()
    code = code_of(secret)
    give_password(first, moderator.username)
    give_code(first, code)
    give_password(second, moderator.username)
    assert second.post(SECOND_STEP, {"code": code}).status_code == 200
    assert is_in(first)
    assert not is_in(second)


def test_a_session_begun_before_does_not_gain_by_a_factor_set_up_elsewhere(
    client, device, required, moderator
):
    other = device()
    give_password(other, moderator.username)
    secret = set_up_app(client)
    answer = other.get("/admin/pages/")
    assert answer["Location"] == f"{CONFIRM_CODE}?next=%2Fadmin%2Fpages%2F"
    assert give_code(other, code_of(secret), CONFIRM_CODE, next="/admin/pages/").status_code == 302
    assert is_in(other)


def test_confirming_with_the_password_is_no_second_factor(client, device, required, moderator):
    other = device()
    give_password(other, moderator.username)
    set_up_app(client)
    other.post("/tai-khoan/xac-nhan/", {"password": "mật-khẩu-dài", "next": "/admin/"})
    assert not is_in(other)


def test_the_last_factor_of_somebody_who_needs_one_stays(client, required, moderator):
    set_up_app(client)
    assert 'class="button button-danger"' not in client.get(REMOVE_APP).content.decode()
    client.post(REMOVE_APP)
    assert Authenticator.objects.filter(user=moderator, type="totp").exists()


def test_somebody_who_needs_none_removes_theirs(client, health_editor):
    give_password(client, health_editor.username)
    set_up_app(client)
    assert client.post(REMOVE_APP)["Location"] == SECURITY
    assert not Authenticator.objects.filter(user=health_editor).exists()


def test_the_secret_is_not_readable_in_the_database(client, moderator):
    secret = set_up_app(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_new_key_of_the_server_keeps_the_factors_while_the_old_one_is_named(
    client, device, moderator, settings
):
    secret = set_up_app(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-server"
    other = device()
    give_password(other, moderator.username)
    give_code(other, code_of(secret))
    assert is_in(other)


def test_recovery_codes_are_shown_once(client, moderator):
    set_up_app(client)
    shown = client.get(CODES)
    codes = codes_on(shown)
    assert len(set(codes)) == 10
    for code in codes:
        assert f"{code}%0A" in shown.content.decode()
    again = client.get(CODES).content.decode()
    assert [code for code in codes if code in again] == []


def test_a_recovery_code_opens_the_account_once(client, device, required, moderator):
    set_up_app(client)
    code = codes_on(client.get(CODES))[0]
    first, second = device(), device()
    for one in (first, second):
        give_password(one, moderator.username)
        give_code(one, code)
    assert is_in(first)
    assert not is_in(second)


def test_new_recovery_codes_take_the_place_of_the_former_ones(client, device, moderator):
    set_up_app(client)
    former = codes_on(client.get(CODES))
    client.post(f"{CODES}tao/")
    new = codes_on(client.get(CODES))
    assert len(new) == 10
    assert not set(new) & set(former)
    other = device()
    give_password(other, moderator.username)
    give_code(other, former[0])
    assert not is_in(other)


def test_recovery_codes_alone_are_no_second_factor(client, device, required, moderator):
    set_up_app(client)
    Authenticator.objects.filter(user=moderator, type="totp").delete()
    other = device()
    give_password(other, moderator.username)
    assert is_led_to(other.get("/admin/"), SECURITY)


def test_a_session_that_is_not_fresh_confirms_before_it_changes_anything(
    client, moderator, settings
):
    set_up_app(client)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    for path in (REMOVE_APP, f"{CODES}tao/", "/tai-khoan/khoa-truy-cap/them/"):
        assert is_led_to(client.get(path), CONFIRM_CODE)
        assert is_led_to(client.post(path), CONFIRM_CODE)
    assert Authenticator.objects.filter(user=moderator, type="totp").exists()


def test_without_signing_in_there_is_nothing_to_see(client):
    for path in (SECURITY, APP, CODES, "/tai-khoan/mat-khau/", "/tai-khoan/phien/"):
        assert is_led_to(client.get(path), SIGN_IN)


def test_the_person_is_told_by_mail(client, moderator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{CODES}tao/")
        client.post(REMOVE_APP)
    assert {(message.subject, *message.to) for message in mail.outbox} == {
        ("[Bantin] Đã bật xác thực hai bước", moderator.email),
        ("[Bantin] Mã khôi phục mới", moderator.email),
        ("[Bantin] Đã gỡ một bước xác thực", moderator.email),
    }
    body = mail.outbox[0].body
    assert "Tài khoản: health-moderator" in body
    assert "127.0.0.1" in body
    assert mail.outbox[0].alternatives == []


def test_the_operator_takes_away_what_was_lost(client, moderator, capsys):
    set_up_app(client)
    call_command("remove_second_factor", moderator.username)
    assert capsys.readouterr().out.startswith("health-moderator: 1 second factor")
    assert not Authenticator.objects.filter(user=moderator).exists()
    assert not is_in(client)


def test_the_operator_is_told_that_a_name_is_unknown(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("remove_second_factor", "nobody")
