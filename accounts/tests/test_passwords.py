import re

import pytest
from django.conf import settings
from django.core import mail

from accounts.models import User
from accounts.tests.people import (
    PASSWORD,
    SECOND_STEP,
    SIGN_IN,
    give_password,
    is_in,
    set_up_app,
)

CHANGE = "/tai-khoan/mat-khau/"
FORGOTTEN = "/tai-khoan/quen-mat-khau/"
SENT = f"{FORGOTTEN}da-gui/"
NEW = "một-mật-khẩu-khác"
NEW_TWICE = {"password1": NEW, "password2": NEW}


def link_in_mail():
    (message,) = mail.outbox
    return re.search(r"https?://\S+", message.body)[0]


def choose_new(client, url, words=NEW_TWICE):
    page = client.get(url.removeprefix(settings.WAGTAILADMIN_BASE_URL), follow=True)
    return client.post(page.request["PATH_INFO"], words)


def ask_for_link(client, person):
    client.post(FORGOTTEN, {"email": person.email})
    return link_in_mail()


def test_a_new_password_is_chosen_by_a_link_in_the_mail(client, health_editor):
    link = ask_for_link(client, health_editor)
    choose_new(client, link)
    give_password(client, "health-editor")
    assert not is_in(client)
    give_password(client, "health-editor", NEW)
    assert is_in(client)


def test_the_link_works_once(client, device, health_editor):
    link = ask_for_link(client, health_editor)
    choose_new(client, link)
    choose_new(device(), link, {"password1": "thêm-một-lần-nữa", "password2": "thêm-một-lần-nữa"})
    health_editor.refresh_from_db()
    assert health_editor.check_password(NEW)


def test_the_link_does_not_outlive_a_change_of_address(client, health_editor):
    link = ask_for_link(client, health_editor)
    User.objects.filter(pk=health_editor.pk).update(email="other@backan.example")
    choose_new(client, link)
    health_editor.refresh_from_db()
    assert health_editor.check_password(PASSWORD)


def test_a_former_address_gets_no_link(client, health_editor):
    ask_for_link(client, health_editor)
    User.objects.filter(pk=health_editor.pk).update(email="other@backan.example")
    client.post(FORGOTTEN, {"email": "health-editor@backan.example"})
    assert len(mail.outbox) == 1


def test_the_link_leads_to_the_admins_host_whatever_host_was_asked(device, health_editor):
    forged = device(headers={"host": f"{settings.ADMIN_HOST}:666", "x-forwarded-host": "evil.vn"})
    assert ask_for_link(forged, health_editor).startswith(f"{settings.WAGTAILADMIN_BASE_URL}/")


@pytest.mark.parametrize("who", ["unknown", "inactive"])
def test_an_address_without_an_account_gets_the_same_answer_and_no_mail(
    client, device, health_editor, who
):
    User.objects.create_user("former", "former@backan.example", PASSWORD, is_active=False)
    address = {"unknown": "nobody@backan.example", "inactive": "former@backan.example"}[who]
    known = client.post(FORGOTTEN, {"email": health_editor.email}, follow=True)
    assert len(mail.outbox) == 1
    other = device().post(FORGOTTEN, {"email": address}, follow=True)
    assert known.redirect_chain == other.redirect_chain == [(SENT, 302)]
    assert known.content == other.content
    assert len(mail.outbox) == 1


def test_asking_for_a_link_speaks_to_no_mail_server(client, health_editor, queued_mail, work_off):
    assert client.post(FORGOTTEN, {"email": health_editor.email})["Location"] == SENT
    assert mail.outbox == []
    work_off()
    assert link_in_mail().startswith(f"{settings.WAGTAILADMIN_BASE_URL}/")


def test_the_second_factor_outlives_a_new_password(client, device, required, health_moderator):
    give_password(client, health_moderator.username)
    set_up_app(client)
    other = device()
    choose_new(other, ask_for_link(other, health_moderator))
    assert not is_in(other)
    assert give_password(other, health_moderator.username, NEW)["Location"] == SECOND_STEP
    assert not is_in(other)


def test_a_new_password_by_link_ends_all_sessions_and_tells_the_person(
    client, device, health_editor
):
    give_password(client, "health-editor")
    other = device()
    link = ask_for_link(other, health_editor)
    choose_new(other, link)
    assert not is_in(client)
    assert mail.outbox[-1].subject == "[Bantin] Mật khẩu của bạn đã được đổi"


def test_changing_the_password_ends_other_sessions_only(client, device, health_editor):
    other = device()
    give_password(client, "health-editor")
    give_password(other, "health-editor")
    client.post(CHANGE, {"oldpassword": PASSWORD, **NEW_TWICE})
    assert is_in(client)
    assert not is_in(other)
    assert [message.to for message in mail.outbox] == [[health_editor.email]]
    assert "Mật khẩu tài khoản của bạn đã được đổi" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"oldpassword": "sai-mật-khẩu", **NEW_TWICE}, "Đây không phải là mật khẩu hiện tại"),
        ({"password1": NEW, "password2": NEW[::-1]}, "Hai lần nhập mật khẩu phải giống nhau."),
        ({"password1": "ngắn", "password2": "ngắn"}, "quá ngắn"),
        ({"password1": "password123", "password2": "password123"}, "quá phổ biến"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_in_words(client, health_editor, words, sentence):
    give_password(client, "health-editor")
    page = client.post(CHANGE, {"oldpassword": PASSWORD} | words)
    assert sentence in page.content.decode()
    health_editor.refresh_from_db()
    assert health_editor.check_password(PASSWORD)


def test_the_pages_for_passwords_are_reached_from_the_sign_in(client):
    assert f'href="{FORGOTTEN}"' in client.get(SIGN_IN).content.decode()
