"""Sign-ins from a network and device that somebody has not used for 90 days."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import SecurityEvent, SecurityEventKind, SignInOrigin, User
from accounts.tests.clients import SIGN_IN, submit_password
from accounts.tests.concurrent_scenes import PAGE, WORDS, make_invitation
from ops.tasks import delete_old_sign_in_origins

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1"


@pytest.fixture
def come(device, health_editor):
    """Sign in from an address, with a browser; return what is new for the ICT department."""

    def sign_in(ip, user_agent=WINDOWS, name="health-editor"):
        before = SecurityEvent.objects.count()
        browser = device(headers={"User-Agent": user_agent}, REMOTE_ADDR=ip)
        submit_password(browser, name)
        return SecurityEvent.objects.count() - before

    return sign_in


def test_a_sign_in_from_an_unfamiliar_network_or_device_is_an_event(come, health_editor):
    assert come("192.0.2.7") == 1
    event = SecurityEvent.objects.get()
    assert event.kind == SecurityEventKind.UNFAMILIAR_SIGN_IN
    assert event.user == health_editor
    assert event.detail == "Chrome, Windows, 192.0.2.0/24"
    assert come("198.51.100.7") == 1
    assert come("192.0.2.7", IPHONE) == 1


@pytest.mark.parametrize(
    ("first", "second", "new"),
    [
        ("192.0.2.7", "192.0.2.250", 0),
        ("192.0.2.7", "192.0.3.7", 1),
        ("2001:db8:1:2::7", "2001:db8:1:ffff::1", 0),
        ("2001:db8:1:2::7", "2001:db8:2:2::7", 1),
        ("192.0.2.7", "::ffff:192.0.2.9", 0),
    ],
)
def test_a_network_is_24_bits_of_ipv4_and_48_of_ipv6(come, first, second, new):
    come(first)
    assert come(second) == new


def test_a_newer_browser_on_the_same_device_is_the_same(come):
    come("192.0.2.7")
    assert come("192.0.2.7", WINDOWS.replace("131.0", "140.2")) == 0


def test_what_was_not_seen_for_90_days_is_unfamiliar_again(come):
    come("192.0.2.7")
    rows = SignInOrigin.objects.all()
    rows.update(last_seen_at=timezone.now() - timedelta(days=89))
    assert come("192.0.2.7") == 0
    rows.update(last_seen_at=timezone.now() - timedelta(days=90))
    assert come("192.0.2.7") == 1
    assert come("192.0.2.7") == 0


def test_every_night_what_is_older_than_90_days_is_deleted(come):
    come("192.0.2.7")
    delete_old_sign_in_origins()
    assert SignInOrigin.objects.count() == 1
    SignInOrigin.objects.update(last_seen_at=timezone.now() - timedelta(days=90))
    delete_old_sign_in_origins()
    assert not SignInOrigin.objects.exists()


def test_neither_address_nor_browser_is_kept_and_nobody_shares_a_fingerprint(
    come, health_editor, district_editor
):
    come("192.0.2.7")
    come("192.0.2.7", name="district-editor")
    rows = list(SignInOrigin.objects.values_list("digest", flat=True))
    assert len(set(rows)) == 2
    assert "192.0.2" not in str(SignInOrigin.objects.values("user", "last_seen_at"))
    assert "Chrome" not in str(rows)


def test_what_one_person_uses_is_not_familiar_for_another(come, district_editor):
    come("192.0.2.7")
    assert come("192.0.2.7", name="district-editor") == 1


def test_a_wrong_password_makes_nothing_familiar(device, health_editor):
    browser = device(headers={"User-Agent": WINDOWS}, REMOTE_ADDR="192.0.2.7")
    browser.post(SIGN_IN, {"login": "health-editor", "password": "sai"})
    assert not SignInOrigin.objects.exists()
    assert not SecurityEvent.objects.exists()


def test_the_person_is_told_by_mail(come, health_editor):
    come("192.0.2.7")
    (message,) = mail.outbox
    assert message.to == [health_editor.email]
    assert message.subject == "[Bantin] Đăng nhập mới vào tài khoản của bạn"
    assert "192.0.2.7" in message.body and "Chrome, Windows" in message.body
    come("192.0.2.7")
    assert len(mail.outbox) == 1


def test_the_ict_department_sees_it_on_its_dashboard(come, sign_in, ict_admin):
    come("192.0.2.7")
    page = sign_in(ict_admin).get("/admin/people/security/")
    assert "health-editor" in page.content.decode()
    assert "192.0.2.0/24" in page.content.decode()


def test_an_account_that_has_just_been_opened_is_no_event(device, health):
    make_invitation("mot", health.code)
    browser = device(headers={"User-Agent": WINDOWS}, REMOTE_ADDR="192.0.2.7")
    browser.get(f"{PAGE}mot/")
    browser.post(PAGE, WORDS)
    assert User.objects.filter(email="song-song@backan.example").exists()
    assert not SecurityEvent.objects.exists()
