import re

import pytest
from django.conf import settings
from django.core import mail
from django.utils.http import int_to_base36

from accounts.models import User
from accounts.tests.clients import (
    PASSWORD,
    SECOND_STEP,
    SIGN_IN,
    is_signed_in,
    set_up_app,
    submit_password,
)
from accounts.tests.factories import create_user

CHANGE = "/tai-khoan/mat-khau/"
FORGOTTEN = "/tai-khoan/quen-mat-khau/"
SENT = f"{FORGOTTEN}da-gui/"
NEW = "một-mật-khẩu-khác"
NEW_TWICE = {"password1": NEW, "password2": NEW}


def link_in_mail():
    *_others, message = (each for each in mail.outbox if FORGOTTEN in each.body)
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
    submit_password(client, "health-editor")
    assert not is_signed_in(client)
    submit_password(client, "health-editor", NEW)
    assert is_signed_in(client)


def test_the_link_works_once(client, device, health_editor):
    link = ask_for_link(client, health_editor)
    choose_new(client, link)
    choose_new(device(), link, {"password1": "thêm-một-lần-nữa", "password2": "thêm-một-lần-nữa"})
    health_editor.refresh_from_db()
    assert health_editor.check_password(NEW)


def is_dead(browser, link):
    """Whether the link opens no form, and what is sent to its address changes no password."""
    path = link.removeprefix(settings.WAGTAILADMIN_BASE_URL)
    page = browser.get(path, follow=True)
    browser.post(page.request["PATH_INFO"], NEW_TWICE)
    return 'name="password1"' not in page.content.decode()


def test_a_newer_link_makes_those_before_it_dead(client, device, health_editor):
    first = ask_for_link(client, health_editor)
    second = ask_for_link(device(), health_editor)
    assert first != second
    assert is_dead(device(), first)
    health_editor.refresh_from_db()
    assert health_editor.check_password(PASSWORD)
    choose_new(device(), second)
    health_editor.refresh_from_db()
    assert health_editor.check_password(NEW)


def test_a_form_that_was_opened_before_a_newer_link_is_dead_too(client, device, health_editor):
    first = ask_for_link(client, health_editor).removeprefix(settings.WAGTAILADMIN_BASE_URL)
    opened = device()
    form = opened.get(first, follow=True).request["PATH_INFO"]
    ask_for_link(client, health_editor)
    opened.post(form, NEW_TWICE)
    health_editor.refresh_from_db()
    assert health_editor.check_password(PASSWORD)


@pytest.mark.parametrize("event", ["used", "changed", "signed in", "suspended", "moved"])
def test_a_link_is_dead_after_whatever_happens_to_the_account(client, device, health_editor, event):
    link = ask_for_link(client, health_editor)
    if event == "used":
        choose_new(device(), link)
    elif event == "changed":
        health_editor.set_password("của-riêng-tôi")
        health_editor.save()
    elif event == "signed in":
        submit_password(device(), "health-editor")
    elif event == "suspended":
        User.objects.filter(pk=health_editor.pk).update(is_active=False)
    else:
        User.objects.filter(pk=health_editor.pk).update(email="other@backan.example")
    health_editor.refresh_from_db()
    before = health_editor.password
    assert is_dead(device(), link)
    health_editor.refresh_from_db()
    assert health_editor.password == before


def test_a_link_for_one_account_opens_no_other(client, device, health_editor, district_editor):
    ask_for_link(client, district_editor)
    link = ask_for_link(client, health_editor)
    user, _, token = link.rstrip("/").rpartition("/")[2].partition("-")
    other = link.replace(f"/{user}-", f"/{int_to_base36(district_editor.pk)}-")
    assert is_dead(device(), other)


def test_the_page_of_the_link_is_named_to_no_other_page(client, health_editor):
    link = ask_for_link(client, health_editor).removeprefix(settings.WAGTAILADMIN_BASE_URL)
    for page in (client.get(link), client.get(link, follow=True)):
        assert page["Referrer-Policy"] == "strict-origin"


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
    create_user("former", is_active=False)
    address = {"unknown": "nobody@backan.example", "inactive": "former@backan.example"}[who]
    known = client.post(FORGOTTEN, {"email": health_editor.email}, follow=True)
    assert len(mail.outbox) == 1
    other = device().post(FORGOTTEN, {"email": address}, follow=True)
    assert known.redirect_chain == other.redirect_chain == [(SENT, 302)]
    nonce = re.compile(rb'nonce="[^"]*"')
    assert nonce.sub(b"", known.content) == nonce.sub(b"", other.content)
    assert len(mail.outbox) == 1


def test_asking_for_a_link_speaks_to_no_mail_server(client, health_editor, queued_mail, work_off):
    assert client.post(FORGOTTEN, {"email": health_editor.email})["Location"] == SENT
    assert mail.outbox == []
    work_off()
    assert link_in_mail().startswith(f"{settings.WAGTAILADMIN_BASE_URL}/")


def test_the_second_factor_outlives_a_new_password(client, device, required, health_moderator):
    submit_password(client, health_moderator.username)
    set_up_app(client)
    other = device()
    choose_new(other, ask_for_link(other, health_moderator))
    assert not is_signed_in(other)
    assert submit_password(other, health_moderator.username, NEW)["Location"] == SECOND_STEP
    assert not is_signed_in(other)


def test_a_new_password_by_link_ends_all_sessions_and_tells_the_person(
    client, device, health_editor
):
    submit_password(client, "health-editor")
    other = device()
    link = ask_for_link(other, health_editor)
    choose_new(other, link)
    assert not is_signed_in(client)
    assert mail.outbox[-1].subject == "[Bantin] Mật khẩu của bạn đã được đổi"


def test_changing_the_password_ends_other_sessions_only(client, device, health_editor):
    other = device()
    submit_password(client, "health-editor")
    submit_password(other, "health-editor")
    mail.outbox.clear()
    client.post(CHANGE, {"oldpassword": PASSWORD, **NEW_TWICE})
    assert is_signed_in(client)
    assert not is_signed_in(other)
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
    submit_password(client, "health-editor")
    page = client.post(CHANGE, {"oldpassword": PASSWORD} | words)
    assert sentence in page.content.decode()
    health_editor.refresh_from_db()
    assert health_editor.check_password(PASSWORD)


def test_the_pages_for_passwords_are_reached_from_the_sign_in(client):
    assert f'href="{FORGOTTEN}"' in client.get(SIGN_IN).content.decode()
