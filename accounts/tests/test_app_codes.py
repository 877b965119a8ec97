"""A code of an authenticator app works once in its whole window (RFC 6238, 5.2)."""

import pytest
from django.core.cache import cache

from accounts.tests.clients import (
    SECOND_STEP,
    get_code,
    is_signed_in,
    set_up_app,
    submit_code,
    submit_password,
)

CONFIRM_CODE = "/tai-khoan/xac-nhan/ma/"


@pytest.fixture
def moderator(client, health_moderator):
    """Signed in with a password, no second factor yet."""
    submit_password(client, health_moderator.username)
    return health_moderator


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_once_in_its_whole_window(client, device, moderator, steps):
    secret = set_up_app(client)
    first, second = device(), device()
    code = get_code(secret, steps)
    submit_password(first, moderator.username)
    submit_code(first, code)
    submit_password(second, moderator.username)
    # What is remembered for a while only is forgotten now.
    cache.clear()
    assert second.post(SECOND_STEP, {"code": code}).status_code == 200
    assert second.post(SECOND_STEP, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_after_a_code_no_older_one_is_taken_and_a_newer_one_is(client, device, moderator):
    secret = set_up_app(client)
    first, second = device(), device()
    submit_password(first, moderator.username)
    submit_code(first, get_code(secret))
    submit_password(second, moderator.username)
    cache.clear()
    second.post(SECOND_STEP, {"code": get_code(secret, -1)})
    assert not is_signed_in(second)
    second.post(SECOND_STEP, {"code": get_code(secret, 1)})
    assert is_signed_in(second)


def test_the_code_that_set_the_app_up_is_used_up(client, device, moderator):
    secret = set_up_app(client)
    other = device()
    submit_password(other, moderator.username)
    cache.clear()
    assert other.post(SECOND_STEP, {"code": get_code(secret)}).status_code == 200
    assert not is_signed_in(other)


def test_a_code_that_signed_in_does_not_confirm(client, device, moderator, settings):
    secret = set_up_app(client)
    browser = device()
    submit_password(browser, moderator.username)
    submit_code(browser, get_code(secret))
    cache.clear()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page = browser.post(CONFIRM_CODE, {"code": get_code(secret), "next": "/admin/"})
    assert "Mã không đúng." in page.content.decode()


def test_the_codes_of_one_person_use_up_nobody_elses(client, device, moderator, health_editor):
    secret = set_up_app(client)
    editors = device()
    submit_password(editors, health_editor.username)
    others_secret = set_up_app(editors)
    first, second = device(), device()
    submit_password(first, moderator.username)
    submit_code(first, get_code(secret))
    submit_password(second, health_editor.username)
    cache.clear()
    second.post(SECOND_STEP, {"code": get_code(others_secret, 1)})
    assert is_signed_in(second)
