import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.tests.clients import (
    APP,
    CODES,
    PASSWORD,
    SECOND_STEP,
    SECURITY,
    SIGN_IN,
    get_code,
    is_signed_in,
    list_codes,
    set_up_app,
    submit_code,
    submit_password,
)
from accounts.tests.factories import create_second_factor
from tests.html import parse_html

REMOVE_APP = f"{APP}go/"
CONFIRM = "/tai-khoan/xac-nhan/"
CONFIRM_CODE = f"{CONFIRM}ma/"
PASSKEYS = "/tai-khoan/khoa-truy-cap/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OWN_PAGES = [
    SECURITY,
    APP,
    REMOVE_APP,
    CODES,
    f"{CODES}tao/",
    f"{PASSKEYS}them/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/phien/",
    "/tai-khoan/loi-moi/",
    "/admin/",
    "/admin/account/",
    "/documents/1/x.pdf",
]
THOSE_WHO_NEED_IT = ["ict_admin", "ict_author", "health_moderator"]


@pytest.fixture
def moderator(client, health_moderator):
    """Signed in with a password, no second factor yet."""
    submit_password(client, health_moderator.username)
    return health_moderator


def is_led_to(response, path):
    return response.status_code == 302 and response["Location"].partition("?")[0] == path


@pytest.mark.parametrize("person", THOSE_WHO_NEED_IT)
def test_some_people_reach_nothing_of_the_admin_without_a_second_factor(
    request, client, required, person
):
    submit_password(client, request.getfixturevalue(person).username)
    for path in ("/admin/", "/admin/pages/", "/admin/no-such-page/", "/documents/1/x.pdf"):
        assert is_led_to(client.get(path), SECURITY)
        assert is_led_to(client.post(path), SECURITY)
    assert "Công việc của bạn cần xác thực hai bước" in client.get(SECURITY).content.decode()


@pytest.mark.parametrize("person", THOSE_WHO_NEED_IT)
def test_they_reach_it_once_they_have_set_one_up(request, client, required, person):
    submit_password(client, request.getfixturevalue(person).username)
    set_up_app(client)
    assert is_signed_in(client)


@pytest.mark.parametrize("person", ["health_editor", "district_editor"])
def test_a_units_editors_may_do_without(request, client, required, person):
    submit_password(client, request.getfixturevalue(person).username)
    assert is_signed_in(client)


def test_a_readers_file_does_not_depend_on_cookies(health, visit):
    assert not visit(health, "/documents/1/x.pdf").has_header("Vary")


def test_where_nobody_needs_one_nobody_is_asked(client, moderator):
    assert is_signed_in(client)


def test_a_page_that_asks_in_the_background_is_refused_instead_of_led_away(
    client, required, moderator
):
    answer = client.get("/admin/pages/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403


def test_signing_in_with_an_app_takes_two_steps(client, device, required, moderator):
    secret = set_up_app(client)
    other = device()
    assert (
        submit_password(other, moderator.username, next="/admin/pages/")["Location"] == SECOND_STEP
    )
    assert not is_signed_in(other)
    [code] = parse_html(other.get(SECOND_STEP)).select("[name=code]")
    assert (code["inputmode"], code["autocomplete"]) == ("numeric", "one-time-code")
    assert code.has_attr("autofocus") and not code.has_attr("placeholder")
    wrong = submit_code(other, "000000")
    assert "Mã không đúng." in wrong.content.decode()
    assert not is_signed_in(other)
    assert submit_code(other, get_code(secret))["Location"] == "/admin/pages/"
    assert is_signed_in(other)


@pytest.fixture
def begun_before(sign_in, moderator):
    """A session begun with the password alone, and a factor set up in spite of it: somebody else
    was quicker, or set it up where no request tells.
    """
    session = sign_in(moderator)
    app = Authenticator(user=moderator, type="totp", data={"secret": encrypt(SECRET)})
    Authenticator.objects.bulk_create([app])
    return session


def test_setting_one_up_ends_all_other_sessions_of_the_person(
    client, device, required, moderator, health_editor
):
    other, third, colleague = device(), device(), device()
    for browser in (other, third):
        submit_password(browser, moderator.username)
    submit_password(colleague, health_editor.username)
    set_up_app(client)
    assert is_signed_in(client)
    for browser in (other, third):
        assert is_led_to(browser.get("/admin/pages/"), SIGN_IN)
    assert is_signed_in(colleague)


def test_a_factor_set_up_outside_of_a_request_ends_all_sessions(client, required, moderator):
    create_second_factor(moderator, secret=encrypt(SECRET))
    assert is_led_to(client.get("/admin/"), SIGN_IN)


def test_the_session_in_which_it_was_set_up_gets_a_new_key(client, device, moderator):
    stolen = device()
    stolen.cookies.load(client.cookies.output(header="", sep=";"))
    key = client.session.session_key
    set_up_app(client)
    assert client.session.session_key != key
    assert not UserSession.objects.filter(session_key=key).exists()
    assert is_led_to(stolen.get(SECURITY), SIGN_IN)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_session_begun_before_does_nothing_until_the_factor_was_shown(begun_before, path):
    for answer in (begun_before.get(path), begun_before.post(path)):
        assert is_led_to(answer, CONFIRM_CODE)
    assert Authenticator.objects.count() == 1


def test_a_session_begun_before_makes_no_recovery_codes_and_no_passkey(begun_before, moderator):
    begun_before.post(f"{CODES}tao/")
    begun_before.get(CODES)
    begun_before.post(f"{PASSKEYS}them/", {"name": "x", "credential": "{}"})
    begun_before.post(REMOVE_APP)
    assert [each.type for each in Authenticator.objects.filter(user=moderator)] == ["totp"]
    assert not is_signed_in(begun_before)


def test_a_session_begun_before_changes_no_password(begun_before, moderator):
    new = {"password1": "một-mật-khẩu-khác", "password2": "một-mật-khẩu-khác"}
    begun_before.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, **new})
    moderator.refresh_from_db()
    assert moderator.check_password(PASSWORD)


def test_the_password_confirms_nothing_in_a_session_begun_before(begun_before):
    for back in ("/admin/", CODES, f"{CODES}tao/"):
        answer = begun_before.post(CONFIRM, {"password": PASSWORD, "next": back})
        assert is_led_to(answer, CONFIRM_CODE)
    begun_before.post(f"{CODES}tao/")
    assert not is_signed_in(begun_before)
    assert Authenticator.objects.count() == 1


def test_whoever_need_not_have_a_factor_confirms_with_it_too(sign_in, health_editor):
    session = sign_in(health_editor)
    app = Authenticator(user=health_editor, type="totp", data={"secret": encrypt(SECRET)})
    Authenticator.objects.bulk_create([app])
    assert is_led_to(session.get("/admin/"), CONFIRM_CODE)
    submit_code(session, get_code(SECRET), CONFIRM_CODE, next="/admin/")
    assert is_signed_in(session)


def test_the_factor_opens_a_session_begun_before(begun_before):
    answer = begun_before.get("/admin/pages/")
    assert answer["Location"] == f"{CONFIRM_CODE}?next=%2Fadmin%2Fpages%2F"
    back = submit_code(begun_before, get_code(SECRET), CONFIRM_CODE, next="/admin/pages/")
    assert back["Location"] == "/admin/pages/"
    assert is_signed_in(begun_before)
    begun_before.post(f"{CODES}tao/")
    assert Authenticator.objects.filter(type="recovery_codes").exists()


def test_confirming_leads_to_no_other_host(begun_before):
    back = submit_code(begun_before, get_code(SECRET), CONFIRM_CODE, next="https://evil.example/")
    assert back["Location"] == "/admin/"


def test_after_a_removal_a_new_factor_ends_sessions_again(client, device, required, moderator):
    set_up_app(client)
    call_command("remove_second_factor", moderator.username)
    one, two = device(), device()
    for browser in (one, two):
        submit_password(browser, moderator.username)
    set_up_app(one)
    assert is_signed_in(one)
    assert is_led_to(two.get(SECURITY), SIGN_IN)


def test_a_password_chosen_by_link_opens_nothing_that_the_factor_closes(
    begun_before, device, moderator
):
    moderator.set_password("một-mật-khẩu-khác")
    moderator.save()
    assert is_led_to(begun_before.get(SECURITY), SIGN_IN)
    browser = device()
    submit_password(browser, moderator.username, "một-mật-khẩu-khác")
    assert is_led_to(browser.get(CODES), SIGN_IN)
    browser.post(f"{CODES}tao/")
    assert Authenticator.objects.count() == 1


def test_the_last_factor_of_somebody_who_needs_one_stays(client, required, moderator):
    set_up_app(client)
    assert 'class="button button-danger"' not in client.get(REMOVE_APP).content.decode()
    client.post(REMOVE_APP)
    assert Authenticator.objects.filter(user=moderator, type="totp").exists()


def test_somebody_who_needs_none_removes_theirs(client, health_editor):
    submit_password(client, health_editor.username)
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
    submit_password(other, moderator.username)
    submit_code(other, get_code(secret))
    assert is_signed_in(other)


def test_recovery_codes_are_shown_once(client, moderator):
    set_up_app(client)
    shown = client.get(CODES)
    codes = list_codes(shown)
    assert len(set(codes)) == 10
    for code in codes:
        assert f"{code}%0A" in shown.content.decode()
    again = client.get(CODES).content.decode()
    assert [code for code in codes if code in again] == []


def test_a_recovery_code_opens_the_account_once(client, device, required, moderator):
    set_up_app(client)
    code = list_codes(client.get(CODES))[0]
    first, second = device(), device()
    for one in (first, second):
        submit_password(one, moderator.username)
        submit_code(one, code)
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_new_recovery_codes_take_the_place_of_the_former_ones(client, device, moderator):
    set_up_app(client)
    former = list_codes(client.get(CODES))
    client.post(f"{CODES}tao/")
    new = list_codes(client.get(CODES))
    assert len(new) == 10
    assert not set(new) & set(former)
    other = device()
    submit_password(other, moderator.username)
    submit_code(other, former[0])
    assert not is_signed_in(other)


def test_recovery_codes_alone_are_no_second_factor(client, device, required, moderator):
    set_up_app(client)
    Authenticator.objects.filter(user=moderator, type="totp").delete()
    other = device()
    submit_password(other, moderator.username)
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
    mail.outbox.clear()
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
    assert not is_signed_in(client)


def test_the_operator_is_told_that_a_name_is_unknown(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("remove_second_factor", "nobody")
