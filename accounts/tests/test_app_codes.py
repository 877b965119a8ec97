"""A code of an authenticator app works once in its whole window (RFC 6238, 5.2)."""

import pytest
from django.core.cache import cache

from accounts.tests.people import (
    SECOND_STEP,
    code_of,
    give_code,
    give_password,
    is_in,
    set_up_app,
)

CONFIRM_CODE = "/tai-khoan/xac-nhan/ma/"


@pytest.fixture
def moderator(client, health_moderator):
    """Signed in with a password, no second factor yet."""
    give_password(client, health_moderator.username)
    return health_moderator


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_once_in_its_whole_window(client, device, moderator, steps):
    secret = set_up_app(client)
    first, second = device(), device()
    code = code_of(secret, steps)
    give_password(first, moderator.username)
    give_code(first, code)
    give_password(second, moderator.username)
    # What is remembered for a while only is forgotten now.
    cache.clear()
    assert second.post(SECOND_STEP, {"code": code}).status_code == 200
    assert second.post(SECOND_STEP, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    assert is_in(first)
    assert not is_in(second)


def test_after_a_code_no_older_one_is_taken_and_a_newer_one_is(client, device, moderator):
    secret = set_up_app(client)
    first, second = device(), device()
    give_password(first, moderator.username)
    give_code(first, code_of(secret))
    give_password(second, moderator.username)
    cache.clear()
    second.post(SECOND_STEP, {"code": code_of(secret, -1)})
    assert not is_in(second)
    second.post(SECOND_STEP, {"code": code_of(secret, 1)})
    assert is_in(second)


def test_the_code_that_set_the_app_up_is_used_up(client, device, moderator):
    secret = set_up_app(client)
    other = device()
    give_password(other, moderator.username)
    cache.clear()
    assert other.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 200
    assert not is_in(other)


def test_a_code_that_signed_in_does_not_confirm(client, device, moderator, settings):
    secret = set_up_app(client)
    browser = device()
    give_password(browser, moderator.username)
    give_code(browser, code_of(secret))
    cache.clear()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page = browser.post(CONFIRM_CODE, {"code": code_of(secret), "next": "/admin/"})
    assert "Mã không đúng." in page.content.decode()


def test_the_codes_of_one_person_use_up_nobody_elses(client, device, moderator, health_editor):
    secret = set_up_app(client)
    editors = device()
    give_password(editors, health_editor.username)
    others_secret = set_up_app(editors)
    first, second = device(), device()
    give_password(first, moderator.username)
    give_code(first, code_of(secret))
    give_password(second, health_editor.username)
    cache.clear()
    second.post(SECOND_STEP, {"code": code_of(others_secret, 1)})
    assert is_in(second)
