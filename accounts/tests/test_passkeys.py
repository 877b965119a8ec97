import json

import pytest
from allauth.mfa.models import Authenticator

from accounts.tests.clients import (
    SECOND_STEP,
    SECURITY,
    SIGN_IN,
    is_signed_in,
    set_up_app,
    submit_password,
)

PASSKEYS = "/tai-khoan/khoa-truy-cap/"
SIGN_IN_BY_PASSKEY = f"{SIGN_IN}khoa-truy-cap/"


def passkey_of(user, name="Chrome, Windows"):
    data = {"name": name, "credential": {}}
    # Setting one up ends sessions; this one was there before.
    [key] = Authenticator.objects.bulk_create(
        [Authenticator(user=user, type="webauthn", data=data)]
    )
    return key


NO_CREDENTIALS = [
    "",
    "null",
    "7",
    "[]",
    "{}",
    '{"id": "x"}',
    '{"id": "eA", "rawId": "eA", "response": null}',
    '{"id": "eA", "rawId": "eA", "response": {"userHandle": "eA"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA",'
    ' "authenticatorData": "eA", "signature": "eA", "userHandle": "AAAA"}}',
]


@pytest.fixture
def moderator(client, health_moderator):
    submit_password(client, health_moderator.username)
    return health_moderator


def test_the_page_for_a_passkey_runs_under_the_strict_policy(client, moderator, settings):
    response = client.get(f"{PASSKEYS}them/", headers={"User-Agent": "Firefox Linux"})
    html = response.content.decode()
    assert "script-src 'nonce-" in response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    data = json.loads(html.partition('id="js_data" type="application/json">')[2].split("<")[0])
    options = data["creation_options"]["publicKey"]
    assert options["rp"] == {"id": settings.ADMIN_HOST, "name": "Bantin"}
    assert 'value="Firefox, Linux"' in html


def test_signing_in_by_passkey_demands_that_the_device_knows_its_owner(client, db):
    answer = client.get(SIGN_IN_BY_PASSKEY, headers={"Accept": "application/json"}).json()
    options = answer["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_opens_nothing(client, health_moderator, credential):
    client.get(SIGN_IN_BY_PASSKEY, headers={"Accept": "application/json"})
    answer = client.post(SIGN_IN_BY_PASSKEY, {"credential": credential})
    assert answer["Location"] == SIGN_IN
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_is_not_kept(client, moderator, credential):
    client.get(f"{PASSKEYS}them/")
    answer = client.post(f"{PASSKEYS}them/", {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_is_no_second_step(client, device, moderator, credential):
    set_up_app(client)
    other = device()
    submit_password(other, moderator.username)
    other.get(SECOND_STEP)
    assert other.post(SECOND_STEP, {"credential": credential}).status_code == 200
    assert not is_signed_in(other)


def test_one_gives_ones_own_passkeys_names_and_nobody_elses(client, moderator, district_editor):
    set_up_app(client)
    own, other = passkey_of(moderator), passkey_of(district_editor)
    client.post(f"{PASSKEYS}{own.pk}/", {"name": "Máy ở cơ quan"})
    assert client.post(f"{PASSKEYS}{other.pk}/", {"name": "Máy ở cơ quan"}).status_code == 404
    names = {key.pk: key.data["name"] for key in Authenticator.objects.filter(type="webauthn")}
    assert names == {own.pk: "Máy ở cơ quan", other.pk: "Chrome, Windows"}
    assert "Máy ở cơ quan" in client.get(SECURITY).content.decode()


def test_one_takes_away_ones_own_passkeys_and_nobody_elses(client, moderator, district_editor):
    set_up_app(client)
    own, other = passkey_of(moderator), passkey_of(district_editor)
    for key in (own, other):
        client.post(f"{PASSKEYS}{key.pk}/go/")
    assert list(Authenticator.objects.filter(type="webauthn")) == [other]


def test_the_last_passkey_of_somebody_who_needs_a_factor_stays(client, required, moderator):
    set_up_app(client)
    Authenticator.objects.filter(type="totp").delete()
    key = passkey_of(moderator)
    page = client.post(f"{PASSKEYS}{key.pk}/go/")
    assert "Hãy thêm một cách xác thực khác trước" in page.content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_one_of_two_factors_can_go(client, required, moderator):
    set_up_app(client)
    key = passkey_of(moderator)
    assert client.post(f"{PASSKEYS}{key.pk}/go/")["Location"] == SECURITY
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_somebody_without_an_app_confirms_with_the_passkey_first(
    client, device, required, moderator
):
    set_up_app(client)
    Authenticator.objects.filter(type="totp").delete()
    passkey_of(moderator)
    other = device()
    other.force_login(moderator)
    answer = other.get("/admin/")
    assert answer["Location"] == "/tai-khoan/xac-nhan/khoa-truy-cap/?next=%2Fadmin%2F"
