"""What is asked for with GET changes nothing (RFC 9110, 9.2.1)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.urls import URLResolver, get_resolver

from accounts.models import Invitation
from accounts.tests.clients import CODES, is_signed_in, set_up_app, submit_password


@pytest.fixture
def editor(client, health_editor):
    submit_password(client, health_editor.username)
    return health_editor


@pytest.mark.parametrize(
    ("method", "status"), [("get", 302), ("head", 302), ("options", 302), ("put", 405)]
)
def test_a_link_signs_nobody_out(client, editor, method, status):
    answer = getattr(client, method)("/admin/logout/")
    assert answer.status_code == status
    assert answer.get("Location") == ("/tai-khoan/dang-xuat/" if status == 302 else None)
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert is_signed_in(client)
    assert "Đăng xuất" in client.get("/tai-khoan/dang-xuat/").content.decode()
    assert is_signed_in(client)


def test_the_button_of_the_admins_menu_signs_out(client, editor):
    page = client.get("/admin/").content.decode()
    assert 'action="/admin/logout/"' in page
    client.post("/admin/logout/")
    assert not is_signed_in(client)
    assert client.get("/tai-khoan/")["Location"].startswith("/tai-khoan/dang-nhap/")


def routes(patterns, path="/"):
    for each in patterns:
        here = path + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, here)
        else:
            yield here


def test_no_page_of_the_own_account_changes_anything_when_it_is_read(client, editor, mailoutbox):
    set_up_app(client)
    # Shown once, which is noted: the first look is a part of setting up.
    client.get(CODES)
    password, count = editor.password, len(mailoutbox)
    factors = list(Authenticator.objects.order_by("pk").values("pk", "type", "data"))
    paths = [
        path
        for path in routes(get_resolver("config.admin_urls").url_patterns)
        if path.startswith("/tai-khoan/") and "<" not in path
    ]
    assert len(paths) > 15
    for path in paths:
        client.get(path)
    editor.refresh_from_db()
    assert editor.password == password
    assert list(Authenticator.objects.order_by("pk").values("pk", "type", "data")) == factors
    assert UserSession.objects.count() == 1
    assert not Invitation.objects.exists()
    assert len(mailoutbox) == count
    assert is_signed_in(client)
