import pytest

from accounts.tests.clients import (
    PASSWORD,
    SECOND_STEP,
    get_code,
    is_signed_in,
    set_up_app,
    submit_password,
)

FORGOTTEN = "/tai-khoan/quen-mat-khau/"
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 10


def fail(client, count, name="health-editor"):
    return [submit_password(client, name, f"sai-{i}").status_code for i in range(count)]


@pytest.fixture
def behind_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def test_who_fails_too_often_for_one_name_has_to_wait(client, health_editor):
    assert fail(client, FAILURES_PER_NAME) == [200] * FAILURES_PER_NAME
    response = submit_password(client, "health-editor")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "300"
    assert "Hãy chờ 5 phút" in response.content.decode()
    assert not is_signed_in(client)


def test_who_tries_one_name_after_the_other_has_to_wait_too(client, health_editor):
    statuses = [
        submit_password(client, f"nobody-{number}").status_code
        for number in range(FAILURES_PER_ADDRESS + 1)
    ]
    assert statuses == [200] * FAILURES_PER_ADDRESS + [429]


def test_somebody_elses_attempts_lock_nobody_out(device, health_editor):
    attacker = device(REMOTE_ADDR="198.51.100.1")
    assert fail(attacker, FAILURES_PER_ADDRESS + 1)[-1] == 429
    owner = device(REMOTE_ADDR="198.51.100.2")
    submit_password(owner, "health-editor")
    assert is_signed_in(owner)


def test_all_addresses_of_one_line_have_one_number_of_attempts_for_a_name(device, health_editor):
    for end in range(FAILURES_PER_NAME):
        assert fail(device(REMOTE_ADDR=f"2001:db8:0:1::{end}"), 1) == [200]
    assert fail(device(REMOTE_ADDR="2001:db8:0:1:ffff::1"), 1) == [429]
    assert fail(device(REMOTE_ADDR="2001:db8:0:2::1"), 1) == [200]


def test_a_known_and_an_unknown_name_are_slowed_down_alike(device, health_editor):
    known, unknown = device(REMOTE_ADDR="198.51.100.1"), device(REMOTE_ADDR="198.51.100.2")
    count = FAILURES_PER_NAME + 1
    assert fail(known, count) == fail(unknown, count, "nobody")


def test_behind_the_proxy_people_are_told_apart(device, health_editor, behind_proxy):
    attacker = device(headers={"X-Forwarded-For": "198.51.100.1"})
    assert fail(attacker, FAILURES_PER_NAME + 1)[-1] == 429
    owner = device(headers={"X-Forwarded-For": "198.51.100.2"})
    submit_password(owner, "health-editor")
    assert is_signed_in(owner)


def test_behind_the_proxy_nobody_pretends_to_be_somebody_else(device, health_editor, behind_proxy):
    statuses = [
        submit_password(
            device(headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.1"}),
            "health-editor",
            "sai",
        ).status_code
        for number in range(FAILURES_PER_NAME + 1)
    ]
    assert statuses[-1] == 429


def test_without_a_proxy_the_header_counts_for_nothing(device, health_editor):
    statuses = [
        submit_password(
            device(headers={"X-Forwarded-For": f"203.0.113.{number}"}), "health-editor", "sai"
        ).status_code
        for number in range(FAILURES_PER_NAME + 1)
    ]
    assert statuses[-1] == 429


def test_codes_cannot_be_guessed(client, device, health_editor):
    submit_password(client, "health-editor")
    secret = set_up_app(client)
    other = device()
    submit_password(other, "health-editor")
    answers = [other.post(SECOND_STEP, {"code": "000000"}) for _ in range(FAILURES_PER_NAME + 1)]
    assert answers[-1].status_code == 429
    assert other.post(SECOND_STEP, {"code": get_code(secret)}).status_code == 429
    assert not is_signed_in(other)


def test_links_are_not_asked_for_without_end(client, health_editor):
    answers = [client.post(FORGOTTEN, {"email": health_editor.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[-1].headers["Retry-After"]


def test_signing_in_rightly_does_not_count(client, health_editor):
    for _ in range(FAILURES_PER_ADDRESS + 2):
        submit_password(client, "health-editor", PASSWORD)
        assert is_signed_in(client)
        client.post("/admin/logout/")
